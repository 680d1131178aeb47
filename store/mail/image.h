/*
 * store/mail/image: a code as a picture, for terminals with a scanner.
 * Layer: store.  Users: outbox_take.
 */
#ifndef STORE_MAIL_IMAGE_H
#define STORE_MAIL_IMAGE_H

#include <stddef.h>

/* A QR code of TEXT (ISO/IEC 18004, with the quiet zone of 4 modules) as a PNG,
 * at most 12 KiB for a code.  FIELD_EINVAL: TEXT is too long; FIELD_ENOMEM.
 * Release it with image_free(). */
int image_of_code(const char *text, unsigned char **ret_png, size_t *ret_len);
/* Wipe and free; NULL is allowed. */
void image_free(unsigned char *png, size_t len);

#endif
