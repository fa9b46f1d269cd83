import { MethodNotice } from '@/app/_ui/method-notice'
import { type Answers, Answering } from '../answers'
import { at, engineer } from '../samples'
import type { Stories } from '../story'

type Failing = NonNullable<Answers['paging.failingMethods']>
const own: Failing['own'] = [
  {
    id: 'm1',
    kind: 'email',
    address: engineer.email,
    owner: { id: engineer.userId, name: engineer.name },
    since: at(-600),
    answer: '550 user unknown',
    ended: false,
  },
]
const others = Array.from({ length: 14 }, (_, place) => ({ id: `p${place}`, name: `Person ${place + 1}`, methods: 1 }))
const shown = (failing: Failing) => () => (
  <Answering answers={{ 'paging.failingMethods': failing }}>
    <MethodNotice />
  </Answering>
)

export const stories: Stories = {
  'all work': shown({ own: [], others: [] }),
  "the reader's own": shown({ own, others: [] }),
  "two others'": shown({ own: [], others: others.slice(0, 2) }),
  'more than are named': shown({ own, others }),
}
