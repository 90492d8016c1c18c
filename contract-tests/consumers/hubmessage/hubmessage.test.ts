import { consumerTests } from '../kit/consumer-tests.ts'
import { hubMessageSurface } from './surface.ts'

consumerTests(hubMessageSurface)
