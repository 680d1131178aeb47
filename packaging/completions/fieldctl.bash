# bash completion for fieldctl(8)
#
# `fieldctl complete` says which words may follow; it reads the tables that
# fieldctl itself is driven by, so that no verb and no option can be missing.
# What it says are data from a database: no word is evaluated here (compgen -W
# would), and each is quoted before readline inserts it.

# Take TEXT apart as a shell would, without expanding anything: the words so
# far into `line', the last one being the word at the cursor.  `quote' is the
# quote that is still open, and `kept' the number of characters of the last
# word that readline leaves alone, since it breaks words at more characters
# than the shell does ("--kind=ex").
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

# The command line up to the cursor.  Who calls a completion function by hand
# may give the words alone; of them, "--kind", "=", "ex" were one.
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

# WORD as it has to stand in the command line, within the open quote if any.
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
