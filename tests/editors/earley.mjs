// A parser for the JSON of a tree-sitter grammar, by J. Earley, "An efficient context-free parsing algorithm" (1970), with the
// lexer's rules of tree-sitter: only what is expected is looked for, the longest wins, and a word that is expected as a
// keyword is no name. It needs no generator, and takes exactly the texts that a parser made from the grammar takes.

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
const isWord = (text) => /^[a-z]\w*$/.test(text)

/** The regular expression of a rule that is one token; null: it is none. */
function pattern(rule) {
  switch (rule.type) {
    case 'PATTERN': return rule.value
    case 'TOKEN': case 'PREC': return pattern(rule.content)
    case 'STRING': return escaped(rule.value)
    case 'BLANK': return ''
    case 'SEQ': return rule.members.map(pattern).join('')
    case 'CHOICE': return `(?:${rule.members.map(pattern).join('|')})`
  }
  return null
}

export class Grammar {
  constructor(json) {
    this.terminals = [] // { words: Set } or { regex }
    this.byKey = new Map()
    this.productions = [] // { head, body }; symbols: terminal t as -1 - t, others by number
    this.heads = [] // by nonterminal: its productions
    this.names = new Map()
    this.extras = json.extras.map((extra) => {
      const rule = extra.type === 'SYMBOL' ? json.rules[extra.name] : extra
      return new RegExp(pattern(rule), 'y')
    })
    this.word = new RegExp(pattern(json.rules[json.word]), 'y')
    this.json = json
    this.start = this.nonterminal(Object.keys(json.rules)[0])
    this.nullable = this.heads.map(() => false)
    for (let more = true; more;) {
      more = false
      for (const { head, body } of this.productions)
        if (!this.nullable[head] && body.every((symbol) => symbol >= 0 && this.nullable[symbol])) more = this.nullable[head] = true
    }
  }
  terminal(key, make) {
    if (!this.byKey.has(key)) this.byKey.set(key, this.terminals.push(make()) - 1)
    return -1 - this.byKey.get(key)
  }
  words(list) {
    return this.terminal(`words ${list.join(' ')}`, () => ({ words: new Set(list) }))
  }
  regex(source, isName = false) {
    return this.terminal(`regex ${source}`, () => ({ regex: new RegExp(source, 'y'), isName }))
  }
  head(bodies) {
    const head = this.heads.push([]) - 1
    this.fill(head, bodies)
    return head
  }
  fill(head, bodies) {
    for (const body of bodies) this.heads[head].push(this.productions.push({ head, body }) - 1)
  }
  nonterminal(name) {
    const rule = this.json.rules[name]
    if (!rule) throw new Error(`there is no rule ${name}`)
    if (rule.type === 'PATTERN' || rule.type === 'TOKEN') return this.regex(pattern(rule), name === this.json.word)
    if (!this.names.has(name)) {
      const head = this.heads.push([]) - 1
      this.names.set(name, head)
      this.fill(head, this.bodies(rule))
    }
    return this.names.get(name)
  }
  /** The alternatives of a rule. */
  bodies(rule) {
    return rule.type === 'CHOICE' && !this.isWords(rule) ? rule.members.flatMap((member) => this.bodies(member)) : [this.body(rule)]
  }
  isWords(rule) {
    return rule.members.every((member) => member.type === 'STRING' && isWord(member.value))
  }
  body(rule) {
    switch (rule.type) {
      case 'BLANK': return []
      case 'SEQ': return rule.members.flatMap((member) => this.body(member))
      case 'ALIAS': case 'PREC': case 'PREC_LEFT': case 'PREC_RIGHT': return this.body(rule.content)
    }
    return [this.symbol(rule)]
  }
  symbol(rule) {
    switch (rule.type) {
      case 'STRING': return isWord(rule.value) ? this.words([rule.value]) : this.regex(escaped(rule.value))
      case 'SYMBOL': return this.nonterminal(rule.name)
      case 'CHOICE': return this.isWords(rule) ? this.words(rule.members.map((m) => m.value)) : this.head(this.bodies(rule))
      case 'REPEAT': case 'REPEAT1': {
        const once = this.body(rule.content)
        const head = this.head(rule.type === 'REPEAT' ? [[]] : [once])
        this.fill(head, [[head, ...once]])
        return head
      }
    }
    throw new Error(`a rule of type ${rule.type}`)
  }

  /** The token at an offset, of those expected: its terminals, and where it ends. */
  lex(text, at, expected) {
    let best = { end: at, terminals: [] }
    const take = (end, terminal) => {
      if (end > best.end) best = { end, terminals: [] }
      if (end === best.end && end > at) best.terminals.push(terminal)
    }
    this.word.lastIndex = at
    const word = this.word.exec(text)?.[0]
    const isKeyword = word && expected.some((terminal) => this.terminals[terminal].words?.has(word))
    for (const terminal of expected) {
      const { words, regex, isName } = this.terminals[terminal]
      if (words ? !words.has(word) : isName && isKeyword) continue
      if (words) take(at + word.length, terminal)
      else if ((regex.lastIndex = at, regex.test(text))) take(regex.lastIndex, terminal)
    }
    return best
  }
  skip(text, at) {
    for (let before = -1; before !== at;) {
      before = at
      for (const extra of this.extras) {
        extra.lastIndex = at
        if (extra.test(text)) at = extra.lastIndex
      }
    }
    return at
  }

  /** The tokens of a text, and the spans of tokens that are top-level items; or the offset of what cannot stand there. */
  parse(text) {
    const columns = [new Column(this)], tokens = []
    for (const production of this.heads[this.start]) columns[0].add(production, 0, 0)
    columns[0].close(columns)
    for (let at = this.skip(text, 0); at < text.length; at = this.skip(text, at)) {
      const column = columns[columns.length - 1]
      const { end, terminals } = this.lex(text, at, [...column.expected.keys()])
      if (!terminals.length) return { error: at }
      const next = new Column(this)
      for (const terminal of terminals)
        for (const item of column.expected.get(terminal)) next.add(item.production, item.dot + 1, item.origin)
      columns.push(next)
      next.close(columns)
      tokens.push({ lo: at, hi: end, text: text.slice(at, end) })
      at = end
    }
    if (!columns[columns.length - 1].isDone) return { error: text.length }
    return { tokens, items: this.items(columns) }
  }
  /** Top-level items, from the end backwards: what completes where the file could go on before it. */
  items(columns) {
    const top = [], isItem = new Set()
    for (const rule of this.json.rules._declaration.members) isItem.add(this.names.get(rule.name))
    for (let end = columns.length - 1; end > 0;) {
      const found = columns[end].completed.filter(({ head, origin }) => isItem.has(head) && columns[origin].isDone)
      if (!found.length) throw new Error('no item ends here')
      const { head, origin } = found[0]
      const kind = [...this.names].find(([, number]) => number === head)[0]
      top.unshift({ kind, first: origin, last: end - 1 })
      end = origin
    }
    return top
  }
}

class Column {
  constructor(grammar) {
    Object.assign(this, { grammar, items: [], seen: new Set(), waiting: new Map(), expected: new Map(), completed: [], isDone: false })
  }
  add(production, dot, origin) {
    const key = (production * 64 + dot) * 1e6 + origin
    if (this.seen.has(key)) return
    this.seen.add(key)
    this.items.push({ production, dot, origin })
  }
  close(columns) {
    const { productions, heads, nullable, start } = this.grammar
    const here = columns.length - 1
    const predicted = new Set()
    for (let i = 0; i < this.items.length; i++) {
      const item = this.items[i], { head, body } = productions[item.production], symbol = body[item.dot]
      if (symbol === undefined) {
        this.completed.push({ head, origin: item.origin })
        if (head === start && item.origin === 0) this.isDone = true
        for (const parent of columns[item.origin].waiting.get(head) ?? []) this.add(parent.production, parent.dot + 1, parent.origin)
      } else if (symbol < 0) {
        push(this.expected, -1 - symbol, item)
      } else {
        push(this.waiting, symbol, item)
        if (!predicted.has(symbol)) for (const production of heads[symbol]) this.add(production, 0, here)
        predicted.add(symbol)
        if (nullable[symbol]) this.add(item.production, item.dot + 1, item.origin)
      }
    }
  }
}

function push(map, key, value) {
  if (map.has(key)) map.get(key).push(value)
  else map.set(key, [value])
}
