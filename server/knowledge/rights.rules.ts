import { defineRights, when } from '@/server/vocabulary/rights/rights'

export const knowledgeRights = defineRights('knowledge', {
  readArticles: { does: 'read and search published articles', to: ['anybody'] },
  seeSuggestions: { does: 'see suggested articles while they write a ticket', to: ['signedIn'] },
  readDrafts: { does: 'read every article, drafts included', to: ['staff'] },
  writeArticles: {
    does: 'write and change articles',
    to: [
      'publishers',
      when('staff', {
        says: 'while it is a draft',
        holds: (_, { isPublished }: { isPublished: boolean }) => !isPublished,
      }),
    ],
  },
  publishArticles: { does: 'publish an article, or take it back to a draft', to: ['publishers'] },
})
