# bash completion for fieldctl(8)
#
# Verbs and options are asked of `fieldctl VERB --help`, so that they cannot
# differ from what the program has.

# What fieldctl knows below the verbs "$@": lines "verb NAME" and "option NAME".
_fieldctl_help() {
	LC_ALL=C fieldctl "$@" --help 2>/dev/null | awk '
	    /^[A-Z][a-z]*:$/ { part = $1; next }
	    /^  [^ ]/ && part == "Verbs:" { print "verb", $1 }
	    /^  --/ && part == "Options:" { print "option", $1 }'
}

# One column of a list; whoever may not list sees nothing.
_fieldctl_column() { # NOUN COLUMN
	fieldctl "$1" list --csv 2>/dev/null | tr -d '\r' | awk -F, -v name="$2" '
	    NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) c = i; next }
	    c { print $c }'
}

_fieldctl_sources() {
	fieldctl sync status --csv 2>/dev/null | tail -n +2 | cut -d, -f1
}

_fieldctl_reply() { # WORDS
	# shellcheck disable=SC2207
	COMPREPLY=($(compgen -W "$1" -- "$cur"))
}

# The value of the option $prev; false if it is none that is known.
_fieldctl_value() {
	case $prev in
	--kind) _fieldctl_reply 'internal external fieldworker subworker' ;;
	--status) _fieldctl_reply 'active inactive deleted blocked held' ;;
	--role) _fieldctl_reply "$(_fieldctl_column role name)" ;;
	--site) _fieldctl_reply "$(_fieldctl_column site name)" ;;
	--person | --link | --lead) _fieldctl_reply "$(_fieldctl_column user login)" ;;
	--password-file | --admin-password-file | --token-file | --config)
		compopt -o default
		COMPREPLY=()
		;;
	*) return 1 ;;
	esac
}

# The argument after the verbs $1.
_fieldctl_argument() {
	case $1 in
	'user add' | 'user list') ;;
	'user '* | 'explain ') _fieldctl_reply "$(_fieldctl_column user login)" ;;
	'role assign' | 'role unassign')
		_fieldctl_reply "$(_fieldctl_column user login; _fieldctl_column role name)" ;;
	'role '*) _fieldctl_reply "$(_fieldctl_column role name)" ;;
	'site assign' | 'site unassign')
		_fieldctl_reply "$(_fieldctl_column user login; _fieldctl_column site name)" ;;
	'sync import') compopt -o default ;;
	'sync '*) _fieldctl_reply "$(_fieldctl_sources)" ;;
	'policy ')
		_fieldctl_reply "$(fieldctl policy --csv 2>/dev/null | tail -n +2 | cut -d, -f1)" ;;
	'restore ') _fieldctl_reply "latest $(fieldctl restore --csv 2>/dev/null |
	    tail -n +2 | cut -d, -f1)" ;;
	esac
}

_fieldctl() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local -a path=()
	local known word i
	COMPREPLY=()
	_fieldctl_value && return

	known=$(_fieldctl_help)
	for ((i = 1; i < COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		grep -qx -- "verb $word" <<<"$known" || break
		path+=("$word")
		known=$(_fieldctl_help "${path[@]}")
	done

	case $cur in
	-*) _fieldctl_reply "$(sed -n 's/^option //p' <<<"$known")" ;;
	*)
		if ((i == COMP_CWORD)) && grep -q '^verb ' <<<"$known"; then
			_fieldctl_reply "$(sed -n 's/^verb //p' <<<"$known")"
		else
			_fieldctl_argument "${path[0]:-} ${path[1]:-}"
		fi
		;;
	esac
}

complete -F _fieldctl fieldctl
