# bash completion for syncd(8)
#
# fieldctl prints the names of the sources.  They are not evaluated, and each is
# quoted before readline inserts it.

_syncd_offer() { # WORD...
	local word
	for word; do
		[[ $word != "$cur"* ]] || COMPREPLY+=("$(printf '%q' "$word")")
	done
}

_syncd() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} said
	COMPREPLY=()

	case $prev in
	--config) compopt -o default 2>/dev/null ;;
	--once)
		while IFS= read -r said; do
			_syncd_offer "${said%%$'\t'*}"
		done < <(fieldctl complete -- sync run "$cur" 2>/dev/null)
		;;
	*) _syncd_offer --once --plan --accept-plan --full --send-mail --config --help --version ;;
	esac
}

complete -F _syncd syncd
