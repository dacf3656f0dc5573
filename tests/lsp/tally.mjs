// Counts what a test in JavaScript finds, as .ci/tally does for scripts.
let passed = 0, failed = 0

export function expect(what, isTrue) {
  if (isTrue) passed++
  else {
    failed++
    console.log(`FAILED: ${what}`)
  }
}

export function same(what, got, wanted) {
  const is = JSON.stringify(got) === JSON.stringify(wanted)
  expect(is ? what : `${what}: ${JSON.stringify(got)} instead of ${JSON.stringify(wanted)}`, is)
}

export function tally() {
  console.log(`${passed} passed, ${failed} failed`)
  process.exit(failed ? 1 : 0)
}
