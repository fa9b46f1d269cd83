import { serveGallery } from './serve'

/** `npm run gallery`: shows the components of app/_ui in every state. GALLERY_PORT chooses the port. */
const { url } = await serveGallery(Number(process.env.GALLERY_PORT ?? 3100), true)
console.log(`The components of app/_ui are at ${url}; Ctrl-C ends it.`)
