/*
 * fieldctl/person/columns: the columns of a person, and their order.
 * Layer: fieldctl.  Users: user, me.
 */
#ifndef FIELDCTL_PERSON_COLUMNS_H
#define FIELDCTL_PERSON_COLUMNS_H

#include "fieldctl/frame/listing.h"

extern const struct listing_column person_list_columns[];
extern const struct listing_column person_show_columns[];

#endif
