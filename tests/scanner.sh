# The scanner never backs up: flex says so of its full tables (grammar/slate.l).
. .ci/tally
root=$PWD
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
flex -Cf -b -o scanner.c "$root/grammar/slate.l"
expect "no backing up" grep -q '^No backing up' lex.backup
tally
