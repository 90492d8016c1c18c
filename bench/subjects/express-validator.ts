import { fileURLToPath } from 'node:url'
import express from 'express'
import OpenApiValidator from 'express-openapi-validator'
import { listening } from './listening.ts'

/** The same as bare Express, with express-openapi-validator mounted as its documentation shows: requests and the bearer are checked. */
const app = express()
app.disable('x-powered-by').disable('etag')
app.use(express.json())
app.use(
  OpenApiValidator.middleware({
    apiSpec: fileURLToPath(new URL('../../generated/openapi/keebai.json', import.meta.url)),
    validateRequests: true,
    validateResponses: false,
    validateSecurity: { handlers: { bearerAuth: () => true } },
  }),
)
app.post('/v1/messages/text', (_req, res) => {
  res
    .status(202)
    .json({ broadcast_id: '65a1f2b3c4d5e6f7a8b9c0d1', status: 'PENDING', total_recipients: 1, scheduled_at: null })
})
listening(app.listen(0, '127.0.0.1'))
