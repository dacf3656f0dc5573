# Help, version, explain, and words that are not known.
call 0 '^usage: slate VERB' -
call 0 '^usage: slate VERB' - --help
call 0 '^slate [0-9]+\.[0-9]+$' - --version
call 2 - 'no verb "expalin"; did you mean "explain"' expalin
call 2 - 'no verb "frobnicate"$' frobnicate
call 2 - 'no verb "--verson"' --verson
call 0 '^usage: slate explain' - help explain
call 0 '^usage: slate explain' - explain --help
call 0 '^usage: slate explain' - explain E0101 -h
call 2 - 'no verb "explian"; did you mean "explain"' help explian
call 2 - '"fmt" is one word too many' help explain fmt
for verb in $("$SLATE" --help | sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p'); do
    call 0 '^example:' - "$verb" --help
    call 2 - 'there is no flag --colour; did you mean --color' "$verb" --colour
done

call 0 '^error\[E0101\]: ' - explain e0101
call 0 '^E0101  error' - explain
call 2 - 'no diagnostic "E0100"; did you mean E010' explain E0100
call 2 - 'no diagnostic "nonsense"' explain nonsense
call 2 - '--color cannot be "alway"; did you mean "always"' explain --color alway
call 2 - '--color needs a value' explain --color
call 2 - '--markdown takes no value' explain --markdown=yes
call 0 '^.\[1merror' - explain E0101 --color=always
call 0 '^error' - explain E0101 --color=auto
call 0 '^# E0101: ' - explain --markdown -- E0101
call 0 - - explain -o "$work/pages"
expect "a page per diagnostic" test "$(ls "$work/pages" | wc -l)" = $(($("$SLATE" explain | wc -l) + 1))
call 4 - 'No such file' explain -o "$work/no/pages"

"$SLATE" help --bash-completion >"$work/completion"
expect "the completion script is sound" bash -n "$work/completion"
expect "it completes verbs" test "$(bash -c '. "$1"; COMP_WORDS=(slate expl) COMP_CWORD=1; _slate; echo "${COMPREPLY[*]}"' - "$work/completion")" = explain
expect "it completes values" test "$(bash -c '. "$1"; COMP_WORDS=(slate explain --color al) COMP_CWORD=3; _slate; echo "${COMPREPLY[*]}"' - "$work/completion")" = always
call 0 '^\.TH SLATE 1' - help --man
if command -v man >/dev/null; then
    expect "the manual page has no warnings" test -z "$("$SLATE" help --man | man --warnings -E UTF-8 -l - 2>&1 >/dev/null)"
fi
if [ -w /dev/full ]; then
    "$SLATE" --help >/dev/full 2>"$work/err"
    expect "a full disk is not a good answer" test $? = 6
fi
