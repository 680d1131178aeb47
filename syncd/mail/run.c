#include <string.h>

#include "base/err.h"
#include "syncd/mail/consent.h"
#include "syncd/mail/echo.h"
#include "syncd/mail/gateway.h"
#include "syncd/mail/run.h"
#include "syncd/mail/smtp/smtp.h"
#include "syncd/work/frame/start.h"
#include "syncd/work/http/words.h"
#include "syncd/work/text/text.h"

struct run {
	struct emit emit;
	struct pipe_reader reader;
	struct smtp *smtp;
	struct fault fault;
	bool sandboxed;
};

/* A server may echo what it was sent to sign in. */
static const char *
clean_words(const struct verdict *verdict, struct text_pool *pool,
    char buf[PIPE_TEXT_MAX])
{
	const char *words;

	(void)memcpy(buf, verdict->words, PIPE_TEXT_MAX);
	text_scrub(buf);
	if (verdict->phase == PIPE_PHASE_LOGIN)
		words_take(buf, PIPE_TEXT_MAX, verdict->words);
	words = text_clean(pool, buf, PIPE_TEXT_MAX - 1);
	return words != NULL ? words : "no reason was given";
}

static int
answer(struct run *run, const char *id, const struct verdict *verdict)
{
	struct pipe_message message = { .type = PIPE_RESULT };
	struct text_pool pool = { .len = 0 };
	char words[PIPE_TEXT_MAX];
	int rc;

	message.u.result = (struct pipe_result){ .id = id,
		.outcome = verdict->outcome,
		.phase = verdict->phase,
		.reply = verdict->reply,
		.words = clean_words(verdict, &pool, words) };
	rc = emit_message(&run->emit, &message);
	if (rc == FIELD_OK)
		rc = emit_flush(&run->emit);
	return rc < 0 ? fault_internal(&run->fault, rc, "the pipe") : FIELD_OK;
}

static int
refuse_order(struct run *run)
{
	return fault_set(&run->fault, PIPE_ERROR_SETTING,
	    "The agent's order is out of place.");
}

static int
perform(struct run *run, const struct pipe_order *order)
{
	struct verdict verdict;

	switch (order->type) {
	case PIPE_ORDER_MAIL:
		smtp_send(run->smtp, &order->u.mail, &verdict);
		echo_hide(verdict.words, order->u.mail.subject);
		echo_hide(verdict.words, order->u.mail.body);
		return answer(run, order->u.mail.id, &verdict);
	case PIPE_ORDER_TEXT:
		gateway_send(&order->u.text, &verdict);
		echo_hide(verdict.words, order->u.text.url);
		echo_hide(verdict.words, order->u.text.body);
		return answer(run, order->u.text.id, &verdict);
	case PIPE_ORDER_SERVER:
	case PIPE_ORDER_CONSENT:
		break;
	}
	return refuse_order(run);
}

/* The next order, or FIELD_ENOTFOUND at the end of the input.  FIELD_ENET: see
 * the fault. */
static int
next_order(struct run *run, struct pipe_order *ret_order)
{
	const char *line;
	size_t len;
	int rc = pipe_reader_next(&run->reader, &line, &len);

	if (rc == FIELD_ENOTFOUND || rc == FIELD_EIO)
		return rc;
	if (rc == FIELD_OK)
		rc = pipe_order_decode(line, len, ret_order);
	return rc < 0 ? fault_set(&run->fault, PIPE_ERROR_SETTING,
			    "The agent's order is invalid.") :
			FIELD_OK;
}

static int
serve(struct run *run, const struct pipe_server *server)
{
	struct pipe_order order;
	int rc = smtp_open(server, &run->smtp, &run->fault);

	if (rc == FIELD_OK)
		rc = start_leave_files(&run->emit, run->sandboxed, &run->fault);
	while (rc == FIELD_OK) {
		rc = next_order(run, &order);
		if (rc < 0)
			break;
		rc = perform(run, &order);
		pipe_order_release(&order);
	}
	smtp_close(run->smtp);
	return rc == FIELD_ENOTFOUND ? FIELD_OK : rc;
}

static int
finish(struct run *run)
{
	struct pipe_message message = { .type = PIPE_DONE };
	int rc;

	message.u.done.complete = true;
	rc = emit_message(&run->emit, &message);
	return rc < 0 ? rc : emit_flush(&run->emit);
}

static int
run_first(struct run *run)
{
	struct pipe_order order;
	int rc = next_order(run, &order);

	if (rc < 0)
		return rc;
	if (order.type == PIPE_ORDER_SERVER)
		rc = serve(run, &order.u.server);
	else if (order.type == PIPE_ORDER_CONSENT)
		rc = consent_run(
		    &run->emit, &order.u.consent, run->sandboxed, &run->fault);
	else
		rc = refuse_order(run);
	pipe_order_release(&order);
	return rc < 0 ? rc : finish(run);
}

int
run_orders(int in_fd, int out_fd, bool sandboxed)
{
	struct run run = { .sandboxed = sandboxed };
	int rc = pipe_reader_init(&run.reader, in_fd);

	if (rc < 0)
		return rc;
	emit_init(&run.emit, out_fd, &run.reader);
	rc = start_hello(&run.emit, sandboxed);
	if (rc == FIELD_OK)
		rc = run_first(&run);
	if (rc == FIELD_ENET && emit_fault(&run.emit, &run.fault) < 0)
		rc = FIELD_EIO;
	emit_release(&run.emit);
	pipe_reader_release(&run.reader);
	return rc;
}
