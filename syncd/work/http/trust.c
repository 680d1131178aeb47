#include <arpa/inet.h>
#include <netinet/in.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "syncd/work/http/trust.h"

#define CA_SYSTEM "/etc/ssl/certs/ca-certificates.crt"
#define CA_MAX    (4u << 20)

static int
read_system(struct trust *trust, struct fault *fault)
{
	/* file_read() does not follow symbolic links, and the bundle may be
	 * one */
	char *real = realpath(CA_SYSTEM, NULL);
	int rc = real == NULL ?
	    file_error() :
	    file_read(real, CA_MAX, &trust->pem, &trust->len);

	free(real);
	if (rc < 0)
		return fault_set(fault, PIPE_ERROR_SETTING,
		    "The certificate authorities %s cannot be read: %s.",
		    CA_SYSTEM, field_strerror(rc));
	return FIELD_OK;
}

int
trust_load(const char *ca, struct trust *ret_trust, struct fault *ret_fault)
{
	struct trust trust = { NULL, 0 };
	size_t size;
	int rc = FIELD_OK;

	if (ca == NULL) {
		rc = read_system(&trust, ret_fault);
	} else {
		size = strlen(ca);
		trust.pem = malloc(size);
		if (trust.pem == NULL)
			return fault_internal(
			    ret_fault, FIELD_ENOMEM, "starting");
		if (sodium_base642bin((unsigned char *)trust.pem, size, ca,
			size, NULL, &trust.len, NULL,
			sodium_base64_VARIANT_ORIGINAL) != 0 ||
		    trust.len == 0)
			rc = fault_set(ret_fault, PIPE_ERROR_SETTING,
			    "The certificate authorities are not valid "
			    "base64.");
	}
	if (rc < 0) {
		trust_release(&trust);
		return rc;
	}
	*ret_trust = trust; /* transferred */
	return FIELD_OK;
}

void
trust_release(struct trust *trust)
{
	free(trust->pem);
	trust->pem = NULL;
	trust->len = 0;
}

static bool
address_is_loopback(const struct sockaddr *address)
{
	const struct sockaddr_in *in = (const void *)address;
	const struct sockaddr_in6 *in6 = (const void *)address;

	if (address->sa_family == AF_INET)
		return ntohl(in->sin_addr.s_addr) >> 24 == 127;
	return address->sa_family == AF_INET6 &&
	    IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr);
}

static curl_socket_t
open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *address)
{
	const bool *loopback = arg;

	(void)purpose;
	if (loopback != NULL && !address_is_loopback(&address->addr))
		return CURL_SOCKET_BAD;
	return socket(address->family, address->socktype | SOCK_CLOEXEC,
	    address->protocol);
}

int
trust_apply(const struct trust *trust, CURL *curl, bool loopback)
{
	static bool only_loopback = true; /* its address is the mark */
	struct curl_blob blob = {
		.data = trust->pem, .len = trust->len, .flags = CURL_BLOB_NOCOPY
	};

	/* Debian's libcurl would also use the system's folder of certificates,
	 * and a private CA would not be the only one accepted. */
	if (curl_easy_setopt(curl, CURLOPT_CAPATH, NULL) != CURLE_OK ||
	    curl_easy_setopt(curl, CURLOPT_CAINFO_BLOB, &blob) != CURLE_OK)
		return FIELD_ENOMEM;
	curl_easy_setopt(
	    curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(
	    curl, CURLOPT_OPENSOCKETDATA, loopback ? &only_loopback : NULL);
	return FIELD_OK;
}

bool
trust_is_tls_failure(CURLcode code)
{
	return code == CURLE_PEER_FAILED_VERIFICATION ||
	    code == CURLE_SSL_CONNECT_ERROR ||
	    code == CURLE_SSL_CACERT_BADFILE || code == CURLE_SSL_CIPHER ||
	    code == CURLE_SSL_INVALIDCERTSTATUS || code == CURLE_USE_SSL_FAILED;
}
