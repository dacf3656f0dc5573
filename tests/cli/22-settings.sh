# check: slate.toml (docs/reference/26-ci.md). $p/good.sla and $p/gap.sla are of 20-check.sh and 21-check-output.sh.
s=$work/settings
mkdir -p "$s/repo/.git" "$s/repo/a/b" "$s/alone/b"
toml() { # folder; the text on standard input
    cat >"$s/$1/slate.toml"
}
for folder in repo repo/a/b alone/b; do cp "$p/gap.sla" "$s/$folder/gap.sla"; done
toml repo <<'TOML'
# what this repository wants
[check]
fail-on = "warning"
TOML
call 1 'warning\[W0590\]' - check "$s/repo/gap.sla"
call 1 'warning\[W0590\]' - check "$s/repo/a/b/gap.sla" # up to the root of the repository
call 1 'warning\[W0590\]' - check "$s/repo/a/b"
call 0 'warning\[W0590\]' - check "$s/repo/a/b/gap.sla" --fail-on error # what is said in the call counts
cp "$s/repo/slate.toml" "$s/alone/slate.toml"
call 0 'warning\[W0590\]' - check "$s/alone/b/gap.sla" # outside of a repository only beside the policy
printf '[levels]\nW0590 = "off"\n' | toml repo/a
call 0 - - check "$s/repo/a/b/gap.sla" # the nearest one counts, alone
printf '[levels]\nw0590 = "error"\n' | toml repo/a/b
call 1 'error\[W0590\]' - check "$s/repo/a/b/gap.sla"
call 1 '"level":"error"' - check "$s/repo/a/b/gap.sla" --format sarif
sed 's/^sla/# allow W0590: on purpose\nsla/' "$p/gap.sla" >"$s/repo/a/b/waived.sla"
call 0 - - check "$s/repo/a/b/waived.sla"
printf '[check]\nnotes = true\n' | toml repo/a/b
sed 's/^calendar office {/clock respond { start on created  stop on closed }\n&/' "$p/good.sla" >"$s/repo/a/b/noted.sla"
call 0 'note\[N' - check "$s/repo/a/b/noted.sla"

# refused TOML MESSAGE: the file is not read, and the message has its place.
refused() {
    printf "$1" | toml repo/a/b
    call 4 - "slate check: .*a/b/slate.toml:$2" check "$s/repo/a/b/gap.sla"
}
refused '[levels]\nW0590 = "fatal"\n' '2:9: a level is "error", "warning" or "off"'
refused '[levels]\nW9590 = "off"\n' '2:1: there is no code W9590'
refused '[levels]\nE0201 = "off"\n' '2:1: E0201 stops a policy from compiling: it has no other level'
refused '[check]\nfail-on = "never"\n' '2:11: fail-on is "error" or "warning"'
refused '[check]\nfail-on = true\n' '2:11: fail-on is "error" or "warning"'
refused '[check]\nnotes = "yes"\n' '2:9: notes is false or true'
refused '[check]\nfail_on = "error"\n' '2:1: \[check\] has no key fail_on; it has fail-on, notes'
refused '[test]\nthreshold = 101\n' '2:13: threshold is a whole number from 0 to 100'
refused 'fail-on = "error"\n' '1:1: keys stand in the tables \[check\], \[levels\] and \[test\]'
refused '[check]\nfail-on = ["error"]\n' '2:11: arrays are not read here'
refused '[check]\nnotes = true\nnotes = true\n' '3:1: the key is there twice'
refused '[check\n' '1:7: `\]` is expected'
rm "$s/repo/a/b/slate.toml"
mkdir "$s/repo/a/b/slate.toml"
call 4 - 'slate.toml: this is a folder' check "$s/repo/a/b/gap.sla"
