import { allRights } from '@/server/api/rights'
import type { Actor, PersonActor } from '@/server/vocabulary/rights/actor'
import { type AnyRight, type Grantee, grantsOf, canHold, type People } from '@/server/vocabulary/rights/rights'
import type { RoleName } from '@/server/vocabulary/role'

const titles: Record<string, string> = {
  tickets: 'Tickets and handoffs',
  paging: 'Pages',
  oncall: 'On call',
  sla: 'Promises and policies',
  knowledge: 'Articles',
  insight: 'Figures and operation',
  whatIf: 'Replays',
  accounts: 'Accounts',
}

const groupNames: Record<People | 'anybody', string> = {
  anybody: 'anybody',
  signedIn: 'people who have signed in',
  customers: 'customers',
  leads: 'leads',
  staff: 'staff',
  engineers: 'engineers',
  publishers: 'knowledge owners, managers and administrators',
  managers: 'managers',
  administrators: 'administrators',
}

function nameOf(who: Grantee): string {
  if (who === 'links') return 'links, calls and buttons of a notification'
  if (who === 'system') return 'the product itself and its command line'
  return who in groupNames ? groupNames[who as People] : `keys with \`${who.slice('scope '.length)}\``
}

const person = (staffRoles: RoleName[], customerRoles: RoleName[] = []): PersonActor => ({
  kind: 'person',
  userId: '',
  email: '',
  name: '',
  locale: 'en',
  timeZone: 'Etc/UTC',
  staffRoles,
  memberships:
    customerRoles.length === 0
      ? []
      : [{ organisationId: '', organisationKey: '', organisationName: '', isOpen: false, roles: customerRoles }],
})

/** One person per role: the columns of the tables. */
export const people: Readonly<Record<string, Actor | null>> = {
  'not signed in': null,
  customer: person([], ['customer']),
  lead: person([], ['customer_lead']),
  engineer: person(['engineer']),
  'knowledge owner': person(['knowledge_owner']),
  manager: person(['manager']),
  administrator: person(['administrator']),
}

/** Tells whether a role has a right: always, under conditions, or not. */
function accessOf(actor: Actor | null, right: AnyRight): 'yes' | 'some' | '' {
  if (!canHold(actor, right)) return ''
  const always = { ...right, to: right.to.filter((grant) => typeof grant === 'string') }
  return canHold(actor, always) ? 'yes' : 'some'
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** Returns what the columns do not show: conditions, and actors that are not people. */
function notesOf(right: AnyRight): string {
  return grantsOf(right)
    .flatMap(({ who, where }) => {
      if (where) return [`${capital(nameOf(who))}: ${where.says}.`]
      return who === 'links' || who === 'system' || who.startsWith('scope ') ? [`Also ${nameOf(who)}.`] : []
    })
    .join(' ')
}

function tableOf(rights: Readonly<Record<string, AnyRight>>): string {
  const names = Object.keys(people)
  const rows = Object.values(rights).map((right) => [
    capital(right.does),
    ...names.map((name) => accessOf(people[name]!, right)),
    notesOf(right),
    `\`${right.name}\``,
  ])
  const header = ['', ...names, 'when, and who else', 'right']
  const widths = header.map((cell, at) => Math.max(3, cell.length, ...rows.map((row) => row[at]!.length)))
  const line = (cells: readonly string[], filler = ' ') =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at]!, filler)).join(' | ')} |`
  return [
    line(header),
    line(
      header.map(() => ''),
      '-',
    ),
    ...rows.map((row) => line(row)),
  ].join('\n')
}

/** Returns the text of docs/permissions.md. */
export function permissionsDocument(): string {
  const parts = Object.entries(allRights).map(
    ([domain, rights]) => `## ${titles[domain] ?? domain}\n\n${tableOf(rights)}\n`,
  )
  return `# Permissions

Who may do what. \`npm run docs:permissions\` writes this page from the tables of rights, one \`rights.rules.ts\` in each
domain; \`tests/docs/permissions.test.ts\` fails when it is not up to date. Change the table, never this page.

- **yes**: always. **some**: under the condition in the second last column. Empty: never.
- An organisation's customers are people with the role customer or lead there. A lead acts for the whole organisation. Staff are
  engineers, knowledge owners, managers and administrators; managers and administrators may do what engineers may.
- What belongs to another organisation does not exist for a customer: the answer is NOT_FOUND, never FORBIDDEN.
- Who did not sign in is answered UNAUTHENTICATED, and who has an empty cell is answered FORBIDDEN, both before their input is
  read. A condition is judged as soon as the thing is known.
- What a customer may do to a ticket, they may do to a ticket that they can read.
- Whether something can be done now, for example replying to a closed ticket, is not a right but a rule of the domain.

${parts.join('\n')}`
}
