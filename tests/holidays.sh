# `use holidays.…` from a policy: a calendar closed on a set, and the questions of `slate calendar` about it.
. .ci/tally
scratch=$B/tests/holidays
mkdir -p "$scratch"
{
    for file in stdlib/holidays/*.sla; do echo "use holidays.$(basename "$file" .sla)"; done
    cat <<'EOF'
calendar office {
  zone "Europe/Kyiv"
  open mon..fri 09:00-18:00
  closed on ua
}
calendar delhi {
  zone "Asia/Kolkata"
  open mon..sat 10:00-18:00
  closed on in
}
EOF
} >"$scratch/all.sla"
expect "every country in one policy" "$SLATE" check "$scratch/all.sla"

# 8 March 2026 is a Sunday, kept on Monday the 9th; 15 August 2026 a Saturday.
cat >"$scratch/questions" <<'EOF'
{"op":"holiday","set":"ua","date":"2026-03-08"}
{"op":"holiday","set":"ua","date":"2026-03-09"}
{"op":"holiday","set":"ua","date":"2026-03-10"}
{"op":"holiday","set":"gb_sct","date":"2030-12-02"}
{"op":"add","calendar":"office","start":"2026-03-06T17:00","amount":"2h"}
{"op":"add","calendar":"delhi","start":"2026-08-14T17:00","amount":"2h"}
EOF
cat >"$scratch/expected" <<'EOF'
{"holiday":true,"name":"International Women's Day"}
{"holiday":true,"name":"International Women's Day (day in lieu)"}
{"holiday":false}
{"holiday":true,"name":"St Andrew's Day (day in lieu)"}
{"at":"2026-03-10T10:00:00+02:00"}
{"at":"2026-08-17T11:00:00+05:30"}
EOF
"$SLATE" calendar "$scratch/all.sla" --batch <"$scratch/questions" >"$scratch/answers"
expect "answers about holidays" diff "$scratch/expected" "$scratch/answers"
tally
