import { Tag } from '@/app/_ui/tag'
import type { Stories } from '../story'

export const stories: Stories = { short: () => <Tag>S1</Tag>, long: () => <Tag>Waiting on customer</Tag> }
