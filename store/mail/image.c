/* Draws QR codes.  The picture is the code: it is wiped like one. */
#include <png.h>
#include <qrencode.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "store/mail/image.h"

#define QUIET  4 /* light modules around it, as the standard requires */
#define MODULE 8 /* pixels */
#define DARK   0x00
#define LIGHT  0xff

static void
draw(const QRcode *code, unsigned char *pixels, size_t side)
{
	memset(pixels, LIGHT, side * side);
	for (int y = 0; y < code->width; y++)
		for (int x = 0; x < code->width; x++) {
			if (!(code->data[y * code->width + x] & 1))
				continue;
			for (size_t row = 0; row < MODULE; row++)
				memset(pixels +
					(((size_t)y + QUIET) * MODULE + row) *
					    side +
					((size_t)x + QUIET) * MODULE,
				    DARK, MODULE);
		}
}

static int
compress(const unsigned char *pixels, size_t side, unsigned char **ret_png,
    size_t *ret_len)
{
	png_image image = { .version = PNG_IMAGE_VERSION,
		.width = (png_uint_32)side,
		.height = (png_uint_32)side,
		.format = PNG_FORMAT_GRAY };
	png_alloc_size_t len = PNG_IMAGE_PNG_SIZE_MAX(image);
	unsigned char *png = malloc(len);

	if (png == NULL)
		return FIELD_ENOMEM;
	if (!png_image_write_to_memory(&image, png, &len, 0, pixels, 0, NULL)) {
		free(png);
		return FIELD_ENOMEM;
	}
	*ret_png = png; /* transferred */
	*ret_len = len;
	return FIELD_OK;
}

int
image_of_code(const char *text, unsigned char **ret_png, size_t *ret_len)
{
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	unsigned char *pixels;
	size_t side;
	int rc = FIELD_ENOMEM;

	if (code == NULL)
		return FIELD_EINVAL;
	side = ((size_t)code->width + 2 * QUIET) * MODULE;
	pixels = malloc(side * side);
	if (pixels != NULL) {
		draw(code, pixels, side);
		rc = compress(pixels, side, ret_png, ret_len);
		sodium_memzero(pixels, side * side);
		free(pixels);
	}
	sodium_memzero(code->data, (size_t)code->width * (size_t)code->width);
	QRcode_free(code);
	return rc;
}

void
image_free(unsigned char *png, size_t len)
{
	if (png != NULL)
		sodium_memzero(png, len);
	free(png);
}
