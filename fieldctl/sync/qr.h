/*
 * fieldctl/sync/qr: an address as a QR code on a terminal.
 * Layer: fieldctl.  Users: sync_consent.
 */
#ifndef FIELDCTL_SYNC_QR_H
#define FIELDCTL_SYNC_QR_H

#include <stdio.h>

/* Print TEXT in half blocks (U+2580...) if STREAM is a terminal that is wide
 * enough; otherwise nothing. */
void qr_print(FILE *stream, const char *text);

#endif
