// The grammar of the editors and that of the compiler, side by side: node alike.mjs SLATE ROOT FILE…; and, where tree.c has written
// them into the file TREES, what the generated parser made of the same files.
import { existsSync, readFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Session, protocol } from './client.mjs'
import { Grammar } from './earley.mjs'
import { expect, same, tally } from './tally.mjs'

const [slate, root, ...files] = process.argv.slice(2)
const here = dirname(fileURLToPath(import.meta.url))
const json = execFileSync('node', [join(here, 'grammar_json.mjs'), join(root, 'editors/tree-sitter-slate/grammar.js')])
const grammar = new Grammar(JSON.parse(json))
const session = new Session(slate)
await session.start()

/** Texts that only their values, a reserved word as a name or the whole of a construct make wrong, not their form: a grammar
    for highlighting takes them. */
const VALUES = /E01(02|03|04|05|07|08|09|10|11|12|19|21|22|24)/
/** Declarations that the compiler's outline does not list, having no name. */
const UNLISTED = new Set(['use', 'currency', 'contracts'])
const NAMELESS = { ticket: 'ticket', account: 'account', contract_fields: 'contract', default_plan: 'default plan' }

const lineOf = (text, offset) => text.slice(0, offset).split('\n').length - 1
const decoded = (token) => (token.startsWith('"') ? JSON.parse(token) : token)

const trees = new Map()
if (existsSync(process.env.TREES ?? ''))
  for (const line of readFileSync(process.env.TREES, 'utf8').trim().split('\n')) {
    const [file, ...items] = line.split('\t')
    trees.set(file, items)
  }

/** The declarations as tree.c prints them. */
const printed = (text, { error, items, tokens }) => error !== undefined ? ['error'] : items.map(({ kind, first, last }) =>
  `${kind} ${lineOf(text, tokens[first].lo)} ${lineOf(text, tokens[last].hi)}`)

function ours(file, text) {
  const parse = grammar.parse(text)
  const { error, items, tokens } = parse
  if (trees.size) same(`${file}: the generated parser`, trees.get(file), printed(text, parse))
  if (error !== undefined) return `line ${lineOf(text, error) + 1}: ${text.slice(error, error + 20)}`
  return items.filter(({ kind }) => !UNLISTED.has(kind)).map(({ kind, first, last }) =>
    [NAMELESS[kind] ?? decoded(tokens[first + 1].text), lineOf(text, tokens[first].lo), lineOf(text, tokens[last].hi)])
}

// What the queries name is in the grammar.
const literals = new Set(JSON.stringify(grammar.json).match(/"value":"((?:[^"\\\\]|\\\\.)*)"/g).map((m) => JSON.parse(m.slice(8))))
for (const query of ['highlights', 'folds', 'indents', 'locals']) {
  const text = readFileSync(join(root, `editors/tree-sitter-slate/queries/${query}.scm`), 'utf8').replace(/;.*/g, '')
  for (const [, node] of text.matchAll(/\((\w+)/g)) expect(`${query}: there is no node ${node}`, node === '_' || node in grammar.json.rules || literals.has(node))
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"/g)) expect(`${query}: there is no token ${token}`, literals.has(JSON.parse(token)))
}

const misread = [] // with errors that are none of the grammar: lines that it reads only to say where they belong
for (const file of files) {
  const text = readFileSync(join(root, file), 'utf8').replace(/^\uFEFF/, '')
  const document = await session.open(pathToFileURL(resolve(root, file)).href, text)
  const errors = document.findings.filter((finding) => finding.severity === 1).map((finding) => finding.code)
  const codes = errors.filter((code) => code.startsWith('E01'))
  const read = ours(file, text)
  if (errors.length && !codes.length && typeof read === 'string') {
    misread.push(file)
  } else if (!codes.length) {
    const outline = await session.ask(protocol.DocumentSymbolRequest.type, document)
    same(`${file}: the same declarations`, read, outline.map((s) => [s.name, s.range.start.line, s.range.end.line]))
  } else if (!codes.every((code) => VALUES.test(code))) {
    expect(`${file}: refused too (${codes})`, typeof read === 'string')
  }
  await document.close()
}
expect(`few are refused by one alone: ${misread}`, misread.length <= 5)
same('the exit code', await session.stop(), 0)
tally()
