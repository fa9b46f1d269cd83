import { migrate } from '@/scripts/support/migrate'

// Migrates the database at the first argument with the migrations of the folder at the second.
const [url = '', folder = ''] = process.argv.slice(2)
await migrate(url, { folder, say: (line) => console.log(line) })
