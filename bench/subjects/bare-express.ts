import express from 'express'
import { listening } from './listening.ts'

/** The floor: Express reads the JSON and answers the same thing every time. */
const app = express()
app.disable('x-powered-by').disable('etag')
app.post('/v1/messages/text', express.json(), (_req, res) => {
  res
    .status(202)
    .json({ broadcast_id: '65a1f2b3c4d5e6f7a8b9c0d1', status: 'PENDING', total_recipients: 1, scheduled_at: null })
})
listening(app.listen(0, '127.0.0.1'))
