import fs from 'node:fs'
import path from 'node:path'
import ts from 'typescript'

/** A door (entry point) as found in the source: the right that it names and the verbs that it passes its actor to. */
export interface EntryPoint {
  /** File and name, for messages. */
  at: string
  /** `slaRights.changePolicies`. */
  right: string
  verbs: Verb[]
}

export interface Verb {
  /** Its file without extension, from the root: `server/sla/policy/policies`. */
  module: string
  name: string
}

const root = path.resolve(import.meta.dirname, '../..')
const read = (file: string) =>
  ts.createSourceFile(file, fs.readFileSync(path.join(root, file), 'utf8'), ts.ScriptTarget.Latest, true)

const routerFiles = [
  'server/api/live.ts',
  ...fs
    .readdirSync(path.join(root, 'server/api/trpc'))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => `server/api/trpc/${name}`)
    .sort(),
]

/** The names that a file imports from the server, with the file that has them. */
function importsOf(source: ts.SourceFile): Map<string, Verb> {
  const found = new Map<string, Verb>()
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue
    const from = statement.moduleSpecifier.text
    const bindings = statement.importClause?.namedBindings
    if (!from.startsWith('@/server/') || !bindings || !ts.isNamedImports(bindings)) continue
    for (const { name, propertyName } of bindings.elements)
      found.set(name.text, { module: from.slice('@/'.length), name: (propertyName ?? name).text })
  }
  return found
}

function visit(node: ts.Node, each: (node: ts.Node) => void): void {
  each(node)
  node.forEachChild((child) => visit(child, each))
}

/** The right in `procedure(right)` at the beginning of a chain of calls; null for anything else. */
function rightOf(expression: ts.Expression): string | null {
  let at = expression
  for (;;) {
    if (ts.isCallExpression(at)) {
      if (ts.isIdentifier(at.expression) && at.expression.text === 'procedure') return at.arguments[0]?.getText() ?? ''
      at = at.expression
    } else if (ts.isPropertyAccessExpression(at)) at = at.expression
    else return null
  }
}

/** Returns the verbs to which the code passes its actor, found by the expression for the actor. */
function verbsCalledIn(node: ts.Node, imports: ReadonlyMap<string, Verb>, actor: string): Verb[] {
  const verbs: Verb[] = []
  visit(node, (inner) => {
    if (!ts.isCallExpression(inner) || !ts.isIdentifier(inner.expression)) return
    const verb = imports.get(inner.expression.text)
    if (verb && inner.arguments[1]?.getText() === actor) verbs.push(verb)
  })
  return verbs
}

function entryPointsOf(file: string): EntryPoint[] {
  const source = read(file)
  const imports = importsOf(source)
  const entryPoints: EntryPoint[] = []
  visit(source, (node) => {
    if (!ts.isPropertyAssignment(node)) return
    const right = rightOf(node.initializer)
    if (right === null) return
    entryPoints.push({
      at: `${file} ${node.name.getText()}`,
      right,
      verbs: verbsCalledIn(node.initializer, imports, 'ctx.actor'),
    })
  })
  return entryPoints
}

export const readEntryPoints = (): EntryPoint[] => routerFiles.flatMap(entryPointsOf)

const filesOf = (room: string, wanted: RegExp) =>
  fs
    .readdirSync(path.join(root, room), { recursive: true, encoding: 'utf8' })
    .map((name) => path.posix.join(room, name.split(path.sep).join('/')))
    .filter((name) => wanted.test(name))

/** Returns the verbs that route handlers call, which are doors too: uploads, files and the record of a ticket. */
export const readRouteVerbs = (): Verb[] =>
  filesOf('app/api', /\/route\.ts$/).flatMap((file) => {
    const source = read(file)
    return verbsCalledIn(source, importsOf(source), 'viewer')
  })

/** The rights that an exported function names in its body, for example `slaRights.changePolicies`. */
export function rightsNamedBy({ module, name }: Verb): Set<string> {
  const named = new Set<string>()
  for (const statement of read(`${module}.ts`).statements)
    if (ts.isFunctionDeclaration(statement) && statement.name?.text === name && statement.body)
      visit(statement.body, (node) => {
        if (ts.isPropertyAccessExpression(node) && /^\w+Rights$/.test(node.expression.getText()))
          named.add(node.getText())
      })
  return named
}

/** Returns each check of a right in the code of server and screens: the right, and whether the check names a thing. */
export function readQuestions(): { right: string; isAboutThing: boolean }[] {
  const files = ['server', 'app']
    .flatMap((room) => filesOf(room, /\.tsx?$/))
    .filter((name) => !/\.test\.tsx?$|rights\.rules\.ts$/.test(name))
  return files.flatMap((file) => {
    const found: { right: string; isAboutThing: boolean }[] = []
    visit(read(file), (node) => {
      if (!ts.isPropertyAccessExpression(node) || !/^\w+Rights$/.test(node.expression.getText())) return
      const call = ts.isCallExpression(node.parent) ? node.parent : null
      found.push({ right: node.getText(), isAboutThing: (call?.arguments.length ?? 0) > 2 })
    })
    return found
  })
}
