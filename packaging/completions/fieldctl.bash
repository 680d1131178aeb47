# bash completion for fieldctl(8)

_fieldctl_people() {
	# Whoever may list people sees names; everybody else sees none.
	fieldctl user list --csv 2>/dev/null |
	    awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "login") c = i
	        next } c { print $c }'
}

_fieldctl_roles() {
	fieldctl role list --csv 2>/dev/null |
	    awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "name") c = i
	        next } c { print $c }'
}

_fieldctl() {
	local cur prev words cword
	_init_completion 2>/dev/null || {
		cur=${COMP_WORDS[COMP_CWORD]}
		prev=${COMP_WORDS[COMP_CWORD - 1]}
		words=("${COMP_WORDS[@]}")
		cword=$COMP_CWORD
	}
	local verb="${words[1]:-} ${words[2]:-}" list=

	case $prev in
	--kind) list='internal external fieldworker subworker' ;;
	--status) list='active inactive deleted' ;;
	--role) list=$(_fieldctl_roles) ;;
	--person) list=$(_fieldctl_people) ;;
	--password-file | --admin-password-file | --token-file)
		# shellcheck disable=SC2207
		COMPREPLY=($(compgen -f -- "$cur"))
		return
		;;
	esac
	if [ -n "$list" ]; then
		# shellcheck disable=SC2207
		COMPREPLY=($(compgen -W "$list" -- "$cur"))
		return
	fi

	if [ "$cword" = 1 ]; then
		list='setup user role policy publish audit sync explain doctor'
	elif [ "$cword" = 2 ]; then
		case ${words[1]} in
		user) list='add list show edit passwd activate deactivate block
		    unblock hold release delete restore' ;;
		role) list='list add assign unassign' ;;
		sync) list='connect preview run status' ;;
		explain) list=$(_fieldctl_people) ;;
		policy) list=$(fieldctl policy --csv 2>/dev/null | cut -d, -f1) ;;
		esac
	else
		case $verb in
		'user add' | 'user list') ;;
		user\ *) list=$(_fieldctl_people) ;;
		'role assign' | 'role unassign')
			if [ "$cword" = 3 ]; then
				list=$(_fieldctl_people)
			else
				list=$(_fieldctl_roles)
			fi
			;;
		esac
	fi
	case $cur in
	-*)
		case $verb in
		setup\ *) list='--org --org-name --admin --admin-name --admin-email
		    --admin-password-file --terminal --site --system --undo --yes' ;;
		'user add') list='--name --email --phone --title --kind --role
		    --password-file --must-change --active --held' ;;
		'user passwd') list='--password-file --must-change' ;;
		'user list') list='--status --role --name --email --kind' ;;
		'sync connect') list='--token-file' ;;
		audit\ *) list='--person --since --until --action --module --text' ;;
		explain\ *) list='--service' ;;
		*) list= ;;
		esac
		list+=' --json --csv --yes --dry-run --help'
		;;
	esac
	# shellcheck disable=SC2207
	COMPREPLY=($(compgen -W "$list" -- "$cur"))
}

complete -F _fieldctl fieldctl
