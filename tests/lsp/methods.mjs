// The methods of `slate lsp`, each asked by a real client: node methods.mjs SLATE SCRATCH-FOLDER
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Session, protocol } from './client.mjs'
import { expect, same, tally } from './tally.mjs'

const [slate, scratch] = process.argv.slice(2)
mkdirSync(join(scratch, 'shared'), { recursive: true })
const uriOf = (name) => pathToFileURL(join(scratch, name)).href

const CALENDARS = `## Kyiv, weekdays.
calendar workshop {
  zone "Europe/Kyiv"
  open mon..fri 09:00-18:00
}
`
const POLICY = `use std.clocks
use "shared/calendars.sla"

ticket {
  ## What broke.
  device : brake | engine | other = other
}

## Who paid a lot.
define premium = account.vip

sla warranty {
  calendar workshop
  respond within 1h when device is brake
  respond within 2h
  resolve within 6h when premium
  resolve within 3 workdays
}
`
const session = new Session(slate)
const { capabilities, serverInfo } = await session.start({ workspaceFolders: [{ uri: pathToFileURL(scratch).href, name: 'w' }] })
same('the encoding that every client has', capabilities.positionEncoding, 'utf-16')
same('incremental synchronisation', capabilities.textDocumentSync.change, 2)
expect('a version', serverInfo.name === 'slate' && serverInfo.version)

// ---- Findings ----
const policy = await session.open(uriOf('policy.sla'), POLICY)
same('a file that is used is not there', policy.findings.map((d) => [d.code, policy.slice(d.range)]),
  [['E0201', '"shared/calendars.sla"']])
let told = session.told(policy.uri)
const calendars = await session.open(uriOf('shared/calendars.sla'), CALENDARS)
same('a file that is open and not on the disk is read all the same', await told, [])
same('a policy is clean', calendars.findings, [])
let found = await policy.replace('is brake', 'is brakes')
same('an edit of a few characters', found.map((d) => [d.code, d.severity, policy.slice(d.range)]), [['E0217', 1, 'brakes']])
expect('where the other place is', found[0].relatedInformation.some((r) => policy.slice(r.location.range) === 'device'))
same('the version that was looked at', session.diagnostics.get(policy.uri).version, policy.version)
found = await policy.replace('is brakes', 'is brake')
same('and back', found, [])

// What is open of a folder is one policy: an edit in one file is told in the other.
told = session.told(policy.uri)
await calendars.replace('workshop', 'garage')
same('the other file', (await told).map((d) => [d.code, policy.slice(d.range)]), [['E0203', 'workshop']])
await calendars.replace('garage', 'workshop')

// Characters of two units in UTF-16: everything after them stands where the editor has it.
found = await policy.replace('use std.clocks', '# 🚗 ї\nuse std.clocks # 🚗🚗 ї\ndefine x = accoun.vip # 🚗')
same('beyond a character of two units', found.map((d) => policy.slice(d.range)), ['accoun.vip'])
await policy.replace('# 🚗 ї\nuse std.clocks # 🚗🚗 ї\ndefine x = accoun.vip # 🚗', 'use std.clocks')

// ---- Names ----
const hover = async (needle, skip, nth) => {
  const answer = await session.ask(protocol.HoverRequest.type, policy, { position: policy.at(needle, skip, nth) })
  return answer && { text: answer.contents.value, word: policy.slice(answer.range) }
}
let shown = await hover('premium', 2, 2)
expect('a define where it is used', shown.text.includes('Who paid a lot.') && shown.text.includes('boolean') && shown.word === 'premium')
shown = await hover('device is', 1)
expect('a field with its values', shown.text.includes('What broke.') && shown.text.includes('brake | engine | other'))
shown = await hover('workshop', 1)
expect('a calendar of another file', shown.text.includes('Kyiv, weekdays.') && shown.text.includes('09:00-18:00'))
shown = await hover('brake', 1, 2)
expect('a value', shown.text.includes('of `device`, number 1 of 3'))
shown = await hover('sla warranty', 1)
expect('a word of the grammar', shown.text.includes('applies when'))

// Thursday 5 March 2026 16:00 in Kyiv, open 09:00 to 18:00: an hour later; six hours are two on Thursday and four on
// Friday; three working days later is Tuesday; beyond that the limit of a target is what counts.
shown = await hover('1h', 1)
expect('a duration on a calendar', shown.text.includes('due **Thu 2026-03-05 17:00**') && shown.word === '1h')
shown = await hover('6h', 1)
expect('over a night', shown.text.includes('Europe/Kyiv') && shown.text.includes('due **Fri 2026-03-06 13:00**'))
shown = await hover('3 workdays', 3)
expect('a period', shown.text.includes('3 working days') && shown.text.includes('due **Tue 2026-03-10 16:00**'))
shown = await hover('resolve within 3', 2)
expect('a target by its clock', shown.text.includes('clock **resolve**') && shown.text.includes('due **Tue 2026-03-10 16:00**'))
const money = await session.open(uriOf('money.sla'), `use std.clocks
currency UAH
calendar c { zone "UTC"  open mon..fri 09:00-17:00 }
sla s {
  calendar c
  targets { | respond | resolve |
            | 1h      | 3h, by 12:00 next workday on always | }
}
plan p {
  sla s
  fee 1234.5 UAH per month
  quota q { 25 tickets per week  counts created  beyond reject }
}
`)
const worked = async (needle, skip = 0) => (await session.ask(protocol.HoverRequest.type, money,
  { position: money.at(needle, skip) }))?.contents.value
expect('money', (await worked('1234.5', 2)).includes('1234.50 UAH') && (await worked('1234.5', 2)).includes('123450 units'))
expect('a quota per period', (await worked('25 tickets', 4)).includes('**2026-W10**, from 2026-03-02 to 2026-03-08'))
expect('a fee per period', (await worked('per month', 5)).includes('2026-03-01 to 2026-03-31'))
expect('in a cell, on its own calendar', (await worked('3h', 1)).includes('on `always` (UTC)') && (await worked('3h', 1)).includes('due **Thu 2026-03-05 19:00**'))
expect('a cutoff', (await worked('12:00 next', 1)).includes('due **Fri 2026-03-06 12:00**'))
await money.close()

const define = async (needle, skip, nth) =>
  session.ask(protocol.DefinitionRequest.type, policy, { position: policy.at(needle, skip, nth) })
let places = await define('workshop', 1)
same('a definition in another file', places.map((p) => [p.uri, calendars.slice(p.range)]), [[calendars.uri, 'workshop']])
places = await define('premium', 1, 2)
same('a definition', places.map((p) => [p.uri, p.range.start]), [[policy.uri, policy.at('premium')]])
places = await define('respond', 1)
expect('a definition of the standard library', places[0].uri === 'slate-std:/clocks.sla')
const text = await session.connection.sendRequest('slate/standardFile', { uri: places[0].uri })
expect('and its text', text.split('\n')[places[0].range.start.line].includes('clock respond'))
places = await define('"shared', 3)
same('a file that is used', [places.uri ?? places[0].uri], [calendars.uri])

places = await session.ask(protocol.ReferencesRequest.type, calendars,
  { position: calendars.at('workshop', 1), context: { includeDeclaration: true } })
same('every use, in every file', places.map((p) => p.uri).sort(), [policy.uri, calendars.uri].sort())
places = await session.ask(protocol.ReferencesRequest.type, policy,
  { position: policy.at('device', 1), context: { includeDeclaration: false } })
same('uses without the declaration', places.map((p) => p.range.start), [policy.at('device is')])
const marks = await session.ask(protocol.DocumentHighlightRequest.type, policy, { position: policy.at('brake', 1) })
same('the uses of a file', marks.map((m) => m.range.start), [policy.at('brake'), policy.at('brake', 0, 2)])

// ---- Symbols ----
const outline = await session.ask(protocol.DocumentSymbolRequest.type, policy)
same('the outline', outline.map((s) => s.name), ['ticket', 'premium', 'warranty'])
same('its parts', outline[2].children.map((s) => s.name), ['respond', 'respond', 'resolve', 'resolve'])
same('a name within its range', policy.slice(outline[2].selectionRange), 'warranty')
const symbols = await session.connection.sendRequest(protocol.WorkspaceSymbolRequest.type, { query: 'wksp' })
same('a symbol by some of its letters', symbols.map((s) => [s.name, s.location.uri]), [['workshop', calendars.uri]])

// ---- Renaming ----
const rename = (document, needle, newName, nth = 1) =>
  session.ask(protocol.RenameRequest.type, document, { position: document.at(needle, 1, nth), newName })
const refused = (promise) => promise.then(() => null, (error) => error.message)
let renamed = await rename(policy, 'premium', 'rich')
same('every place of a define', policy.edited(renamed.changes[policy.uri]), policy.text.replaceAll('premium', 'rich'))
renamed = await rename(policy, 'workshop', 'garage')
same('in two files', Object.keys(renamed.changes).sort(), [policy.uri, calendars.uri].sort())
same('in the other', calendars.edited(renamed.changes[calendars.uri]), calendars.text.replace('workshop', 'garage'))
renamed = await rename(policy, 'brake', 'brakes')
same('a value', policy.edited(renamed.changes[policy.uri]), policy.text.replaceAll('brake', 'brakes'))
let at = await session.ask(protocol.PrepareRenameRequest.type, policy, { position: policy.at('premium', 1) })
same('what would be renamed', [policy.slice(at.range), at.placeholder], ['premium', 'premium'])
same('nothing to rename', await session.ask(protocol.PrepareRenameRequest.type, policy, { position: policy.at('within', 1) }), null)
expect('a name that is taken', (await refused(rename(policy, 'premium', 'device'))).includes('already the name'))
expect('a word of the grammar', (await refused(rename(policy, 'premium', 'when'))).includes('reserved'))
expect('no name', (await refused(rename(policy, 'premium', 'Gold Plan'))).includes('lower-case'))
expect('of the standard library', (await refused(rename(policy, 'respond', 'answer'))).includes('standard library'))
expect('nothing here', (await refused(rename(policy, 'within', 'answer'))).includes('no name'))
expect('a value that stands twice', (await refused(rename(policy, 'brake', 'other'))).includes('twice'))
const whole = policy.text
await policy.replace('resolve within 3 workdays', 'resolve within')
expect('a text that does not parse', (await refused(rename(policy, 'premium', 'rich'))).includes('does not parse'))
await policy.set(whole)

// ---- Formatting ----
const loose = await session.open(uriOf('loose.sla'), 'use   std.clocks\n\n\n\ncurrency UAH\ndefine a=parts>3 # 🚗\nticket {\nparts:integer=1\n}\n')
let edits = await session.ask(protocol.DocumentFormattingRequest.type, loose, { options: { tabSize: 8, insertSpaces: false } })
const tidy = 'use std.clocks\n\ncurrency UAH\ndefine a = parts > 3  # 🚗\nticket {\n  parts : integer = 1\n}\n'
same('the canonical layout', loose.edited(edits), tidy)
expect('only what changes', edits.every((e) => !e.newText.includes('currency')))
await loose.set(tidy)
same('nothing to change', await session.ask(protocol.DocumentFormattingRequest.type, loose, { options: { tabSize: 8, insertSpaces: false } }), [])
await loose.set('define a = = 3\n')
same('a text that does not parse stays', await session.ask(protocol.DocumentFormattingRequest.type, loose, { options: { tabSize: 8, insertSpaces: false } }), [])

// ---- Fixes ----
const actions = (document, needle, only) => session.ask(protocol.CodeActionRequest.type, document,
  { range: { start: document.at(needle), end: document.at(needle, needle.length) }, context: { diagnostics: [], ...(only && { only }) } })
await loose.set('use std.clocks\nticket { parts : integer = 1 }\ndefine a = parts == 3\ndefine b = parts != 4;\ndefine c = pats > 1\n')
let fixes = await actions(loose, '==')
same('a fix that is sure', fixes.map((f) => [f.kind, f.isPreferred, loose.edited(f.edit.changes[loose.uri]).split('\n')[2]]),
  [['quickfix', true, 'define a = parts  is  3']])
same('with its finding', fixes[0].diagnostics.map((d) => d.code), ['E0114'])
fixes = await actions(loose, 'parts', ['source.fixAll'])
same('all that are sure', fixes.map((f) => loose.edited(f.edit.changes[loose.uri]).split('\n').slice(2, 4)),
  [['define a = parts  is  3', 'define b = parts  is not  4']])
await loose.set('ticket { parts : integer = 1 }\ndefine c = pats > 1\n')
fixes = await actions(loose, 'pats')
same('a fix that is not sure is for the user to choose', fixes.map((f) => [f.isPreferred, loose.edited(f.edit.changes[loose.uri]).split('\n')[1]]),
  [[false, 'define c = parts > 1']])
same('nothing to fix', await actions(loose, 'ticket'), [])
same('only what is asked for', await actions(loose, 'pats', ['refactor']), [])
await loose.close()

// ---- Lenses ----
const tested = await session.open(uriOf('tested.sla'), `use std.clocks
calendar c { zone "UTC"  open mon..fri 09:00-17:00 }
sla s {
  calendar c
  respond within 1h when priority is urgent
  respond within 4h
  targets {
    | priority | resolve |
    | urgent   | 4h      |
    | high     | 6h      |
    | _        | 8h      |
  }
}
test "urgent" {
  at 2026-03-02 10:00 created t1 { priority: urgent }
  expect t1.respond due 2026-03-02 11:00
}
test "others" {
  cases { | level  |
          | low    |
          | normal | }
  at 2026-03-02 10:00 created t1 { priority: level }
  expect t1.respond due 2026-03-02 14:00
}
`)
const lenses = async () => (await session.ask(protocol.CodeLensRequest.type, tested))
  .map((l) => [l.range.start.line, l.command.title])
/** Asked until the tests have run: the server says when. */
const counted = async () => {
  for (;;) {
    const refreshed = new Promise((resolve) => { session.onRefresh = resolve })
    const got = await lenses()
    if (session.refreshed) return got
    await refreshed
  }
}
// A test with two rows of cases is one test; the row for `high` has none.
same('tests by target', await counted(), [[4, '1 test'], [5, '1 test'], [6, '2 tests, 2 of 3 rows']])
session.refreshed = 0
await tested.replace('respond within 4h', 'respond within 4h when priority is high\n  respond untimed')
same('other targets, not counted yet', await lenses(), [])
same('and then', (await counted()).map((l) => l[1]), ['1 test', 'no test reaches it', '1 test', '2 tests, 2 of 3 rows'])
await tested.replace('priority is high', 'priority is hgh')
same('what does not compile keeps its numbers', (await lenses()).map((l) => l[1]), ['1 test', 'no test reaches it', '1 test', '2 tests, 2 of 3 rows'])
await tested.close()

// ---- Completion ----
const scrap = await session.open(uriOf('scrap.sla'), 'use std.clocks\n')
/** What is proposed where `|` stands in a text. */
const proposed = async (before) => {
  const offset = before.indexOf('¦')
  await scrap.set(before.replace('¦', ''))
  const list = await session.ask(protocol.CompletionRequest.type, scrap, { position: scrap.position(offset) })
  return [...list.items].sort((a, b) => (a.sortText < b.sortText ? -1 : 1))
}
const labels = async (before) => (await proposed(before)).map((item) => item.label)
const HEAD = `use std.clocks
ticket { kind : bug | wish = bug  parts : integer = 1  spent : duration? }
account { rich : boolean = false }
define big = parts > 3
calendar office { zone "UTC"  open mon..fri 09:00-17:00 }
holidays mine { on 2026-03-09 "x" }
plan gold { }
`
same('declarations', (await labels('¦')).slice(0, 3), ['account', 'assess', 'calendar'])
same('calendars', await labels(HEAD + 'sla a { calendar ¦ }'), ['always', 'office'])
same('part of a word is replaced', (await proposed(HEAD + 'sla a { calendar off¦ }'))
  .map((i) => [i.label, scrap.slice(i.textEdit.range)]), [['always', 'off'], ['office', 'off']])
same('what may follow a clock', await labels(HEAD + 'sla a { calendar office respond ¦'), ['by', 'within', 'untimed'].sort())
same('the values of the field that is compared', (await labels(HEAD + 'define x = kind is ¦\n')).slice(0, 2), ['bug', 'wish'])
same('of a set', (await labels(HEAD + 'define x = kind in { bug, ¦ }\n')).slice(0, 2), ['bug', 'wish'])
let items = await proposed(HEAD + 'sla a { calendar office respond within 1h when ¦ }')
same('conditions first', items.slice(0, 3).map((i) => [i.label, i.detail]),
  [['big', 'boolean'], ['blocked', 'boolean'], ['false', 'boolean']])
expect('then other values', items.some((i) => i.label === 'parts' && i.detail === 'integer'))
same('fields of the account', await labels(HEAD + 'define x = account.¦\n'), ['id', 'rich', 'vip'])
same('columns', (await labels(HEAD + 'sla a { calendar office targets { | kind | respond |\n | ¦ | 1h | } }')).slice(0, 2), ['bug', 'wish'])
expect('clocks at the head of a line', (await labels(HEAD + 'sla a {\n  calendar office\n  ¦\n}')).includes('respond'))
expect('words at the head of a line', (await labels(HEAD + 'sla a {\n  calendar office\n  ¦\n}')).includes('escalate'))
expect('events', (await labels(HEAD + 'clock c { start on ¦ }')).includes('created'))
same('who replies', await labels(HEAD + 'clock c { start on reply by ¦ }'), ['agent', 'customer', 'system'])
same('plans', await labels(HEAD + 'default plan ¦'), ['gold'])
same('holidays', (await labels(HEAD + 'calendar c { closed on ¦ }'))[0], 'mine')
same('periods', await labels(HEAD + 'plan p { fee 5 USD per ¦ }'), ['day', 'month', 'quarter', 'week', 'year'])
same('changes', await labels(HEAD + 'sla a { calendar office  changes ¦ }'), ['final', 'keep', 'pinned', 'restart'])
expect('imports', (await labels('use ¦')).includes('holidays.ua'))
expect('types', (await labels('ticket { x : ¦ }')).includes('duration'))
expect('of a ticket in a test', (await labels(HEAD + 'sla a { calendar office respond within 1h }\ntest "t" {\n at 2026-03-02 10:00 created t1\n expect t1.¦\n}')).includes('respond'))
same('the fields of an event in a test', (await labels(HEAD + 'test "t" {\n at 2026-03-02 10:00 created t1 { kind: ¦ }\n}')).slice(0, 2), ['bug', 'wish'])
expect('the keys', (await labels(HEAD + 'test "t" {\n at 2026-03-02 10:00 created t1 { ¦ }\n}')).includes('kind'))
expect('after a statement that does not parse', (await labels(HEAD + 'define y = = 3\nsla a { resolve when\n  calendar ¦ }')).includes('office'))
same('nothing in a text', await labels('policy "a ¦ b" { }'), [])
same('nothing in a comment', await labels('# a ¦ b\n'), [])
same('nothing for a new name', await labels(HEAD + 'calendar ¦'), [])
same('the form of a statement', (await proposed('¦')).find((i) => i.label === 'clock').detail, 'clock respond { start on created  stop on reply by agent }')
await scrap.close()

// ---- A text that does not parse ----
found = await policy.replace('respond within 2h', 'respond within')
expect('it says so', found.length === 1 && found[0].code === 'E0118')
shown = await hover('premium', 2, 2)
expect('hover in the same declaration', shown?.text.includes('Who paid a lot.'))
places = await define('workshop', 1)
same('a definition in the same declaration', places.map((p) => p.uri), [calendars.uri])

// ---- Closing ----
const cleared = session.told(calendars.uri)
await calendars.close()
await policy.close()
same('a closed file has no findings', await cleared, [])
expect('files that change on the disk are watched', session.registrations.some((r) => r.method === 'workspace/didChangeWatchedFiles'))
same('the exit code', await session.stop(), 0)

// ---- UTF-8 ----
const bytes = new Session(slate)
const answer = await bytes.start({ capabilities: { general: { positionEncodings: ['utf-8', 'utf-16'] } } })
same('an encoding that both have', answer.capabilities.positionEncoding, 'utf-8')
const line = 'define x = "🚗ї" is accoun.vip\n'
const doc = await bytes.open('untitled:Untitled-1', line)
const start = Buffer.byteLength(line.slice(0, line.indexOf('accoun')))
expect('bytes count', doc.findings.some((d) => d.range.start.character === start))
same('the exit code', await bytes.stop(), 0)
tally()
