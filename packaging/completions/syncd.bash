# bash completion for syncd(8)

_syncd() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}

	case $prev in
	--config)
		# shellcheck disable=SC2207
		COMPREPLY=($(compgen -f -- "$cur"))
		return
		;;
	--once)
		# shellcheck disable=SC2207
		COMPREPLY=($(compgen -W "$(sed -n \
		    's/^\[source \(.*\)\]$/\1/p' /etc/fieldauth/fieldauth.conf \
		    2>/dev/null)" -- "$cur"))
		return
		;;
	esac
	# shellcheck disable=SC2207
	COMPREPLY=($(compgen -W '--once --config --help --version' -- "$cur"))
}

complete -F _syncd syncd
