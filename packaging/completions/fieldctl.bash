# bash completion for fieldctl(8)
#
# `fieldctl complete` prints the possible words.  It uses the same tables as
# fieldctl itself, so that no verb or option can be missing.  The words can be
# data from the database: they are not evaluated here (as compgen -W would do),
# and each is quoted before readline inserts it.

# Split TEXT into words as a shell does, but without expanding anything.  The words
# are stored in `line'; the last one is the word at the cursor.  `quote' is the
# quote that is still open.  readline splits words at more characters than the
# shell does ("--kind=ex"); `kept' is the number of characters of the last word
# that readline does not replace.
_fieldctl_split() { # TEXT
	local text=$1 word='' char started='' i
	line=() quote='' kept=0
	for ((i = 0; i < ${#text}; i++)); do
		char=${text:i:1}
		if [[ -n $quote ]]; then
			if [[ $char == "$quote" ]]; then
				quote=''
			elif [[ $char == "\\" && $quote == '"' && ${text:i + 1:1} == [\"\\\$\`] ]]; then
				((++i))
				word+=${text:i:1}
			else
				word+=$char
			fi
			continue
		fi
		case $char in
		"'" | '"') quote=$char started=yes kept=${#word} ;;
		"\\")
			((++i))
			word+=${text:i:1} started=yes
			;;
		[[:space:]])
			[[ -z $started ]] || line+=("$word")
			word='' started='' kept=0
			;;
		*)
			word+=$char started=yes
			[[ $COMP_WORDBREAKS != *"$char"* ]] || kept=${#word}
			;;
		esac
	done
	line+=("$word")
}

# The command line up to the cursor.  If the function is called by hand with only
# the words, "--kind", "=" and "ex" are joined again.
_fieldctl_text() {
	local i text=''
	if [[ -n ${COMP_LINE:-} ]]; then
		printf '%s' "${COMP_LINE:0:${COMP_POINT:-${#COMP_LINE}}}"
		return
	fi
	for ((i = 0; i <= COMP_CWORD; i++)); do
		if [[ $i -gt 0 && ${COMP_WORDS[i]} != = && ${COMP_WORDS[i - 1]} != = ]]; then
			text+=' '
		fi
		text+=${COMP_WORDS[i]}
	done
	printf '%s' "$text"
}

# WORD quoted for the command line, inside the open quote if there is one.
_fieldctl_quoted() { # WORD
	local word=$1
	case $quote in
	"'") printf '%s' "${word//\'/\'\\\'\'}" ;;
	'"')
		word=${word//\\/\\\\} word=${word//\"/\\\"}
		word=${word//\$/\\\$} word=${word//\`/\\\`}
		printf '%s' "$word"
		;;
	*)
		# %q would put a backslash before each comma
		if [[ $word == *[!A-Za-z0-9_./:=,@%+-]* ]]; then
			printf '%q' "$word"
		else
			printf '%s' "$word"
		fi
		;;
	esac
}

_fieldctl() {
	local -a line=()
	local quote='' kept=0 said
	COMPREPLY=()
	_fieldctl_split "$(_fieldctl_text)"
	while IFS= read -r said; do
		case $said in
		$'\tfile') compopt -o default 2>/dev/null ;;
		$'\t'* | '') ;;
		*)
			said=${said%%$'\t'*}
			COMPREPLY+=("$(_fieldctl_quoted "${said:kept}")")
			;;
		esac
	done < <(fieldctl complete -- "${line[@]:1}" 2>/dev/null)
}

complete -F _fieldctl fieldctl
