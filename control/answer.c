/* Answers.  If an answer cannot be built for lack of memory, its exit code
 * remains. */
#include "control/answer.h"
#include "control/value.h"

void
control_answer_release(struct control_answer *answer)
{
	json_decref(answer->result);
	json_decref(answer->error);
	json_decref(answer->warnings);
	*answer = (struct control_answer){ .exit_code = 0 };
}

json_t *
control_problem_json(const char *code, const char *message, const char *hint)
{
	return json_pack("{s:s, s:o, s:o}", "code", code, "message",
	    value_text(message), "hint", value_text(hint));
}

static void
add_warning(struct control_answer *answer, json_t *problem)
{
	if (answer->warnings == NULL)
		answer->warnings = json_array();
	(void)json_array_append_new(answer->warnings, problem);
}

int
control_answer_error(struct control_answer *answer, int exit_code,
    const char *code, const char *message, const char *hint)
{
	if (answer->error != NULL)
		add_warning(answer, answer->error); /* transferred */
	answer->error = control_problem_json(code, message, hint);
	answer->exit_code = exit_code;
	return exit_code;
}

int
control_answer_refusal(struct control_answer *answer, const struct refusal *why)
{
	char sentence[REFUSAL_SENTENCE_SIZE], hint[REFUSAL_HINT_SIZE];

	return control_answer_error(answer, reason_exit(why->reason),
	    reason_code(why->reason),
	    refusal_sentence(why, sentence, sizeof(sentence)),
	    refusal_hint(why, hint, sizeof(hint)));
}

void
control_answer_warn(struct control_answer *answer, const char *code,
    const char *message, const char *hint)
{
	add_warning(answer, control_problem_json(code, message, hint));
}
