// ccxt over WebSocket v2. Its own check of checksums is for version 1; a plain
// socket checks them instead.
import assert from 'node:assert/strict'
import ccxt from 'ccxt'
import { open_exchange, refusal, secret, step } from './exchange.mjs'

const exchange = await open_exchange()
await exchange.price('50000.0', '50001.0')

const kraken = new ccxt.pro.kraken({
  apiKey: await exchange.key('alice'),
  secret,
  enableRateLimit: false
})
kraken.urls.api.public = kraken.urls.api.private = exchange.rest
Object.assign(kraken.urls.api.ws,
  { publicV2: exchange.streams + '/v2', privateV2: exchange.streams + '/v2' })
await kraken.loadHttpProxyAgent() // which ccxt wants for streams without TLS
const pair = 'BTC/USD'

await step('ticker, candles and book begin with a snapshot', async () => {
  assert.equal((await kraken.watchTicker(pair)).bid, 50000)
  assert.equal((await kraken.watchOHLCV(pair, '1m')).length > 0, true)
  const book = await kraken.watchOrderBook(pair, 10)
  assert.deepEqual([book.bids[0][0], book.asks[0][0]], [50000, 50001])
})

await step('a book that moves is followed', async () => {
  for (const bid of ['50000.2', '49990.1', '50010.5', '49999.9']) {
    const next = kraken.watchOrderBook(pair, 10)
    await exchange.price(bid, '50011.0')
    assert.equal((await next).bids[0][0], Number(bid))
  }
  await exchange.price('50000.0', '50001.0')
})

await step('balances and orders of the account are told', async () => {
  const balance = await kraken.watchBalance()
  assert.equal(balance.BTC.total, 10)
  const told = kraken.watchOrders(pair)
  const { id } = await kraken.createOrderWs(pair, 'limit', 'buy', 0.01, 40000)
  const [order] = await told
  assert.deepEqual([order.id, order.symbol, order.side], [id, pair, 'buy'])
})

await step('an execution is told to its owner and to the market', async () => {
  const public_trades = kraken.watchTrades(pair)
  const own = kraken.watchMyTrades(pair)
  const seen = kraken.watchBalance()
  await kraken.createOrderWs(pair, 'market', 'buy', 0.02)
  const [trade] = await own
  assert.deepEqual([trade.price, trade.amount, trade.fee.currency],
    [50001, 0.02, 'USD'])
  assert.equal((await public_trades).at(-1).price, 50001)
  await seen
})

await step('orders are amended and canceled over the socket', async () => {
  const { id } = await kraken.createOrderWs(pair, 'limit', 'buy', 0.01, 40000)
  await kraken.editOrderWs(id, pair, 'limit', 'buy', 0.02, 41000)
  assert.equal((await kraken.fetchOrder(id)).price, 41000)
  await kraken.cancelOrderWs(id)
  const one = await kraken.createOrderWs(pair, 'limit', 'buy', 0.01, 40000)
  const two = await kraken.createOrderWs(pair, 'limit', 'buy', 0.01, 40000)
  await kraken.cancelOrdersWs([one.id, two.id])
  await kraken.cancelAllOrdersWs()
  assert.equal((await kraken.fetchOpenOrders()).length, 0)
})

await step('a refusal carries the words of Kraken', async () => {
  const poor = await refusal(() =>
    kraken.createOrderWs(pair, 'limit', 'buy', 1000, 40000))
  assert.match(poor.message, /EOrder:Insufficient funds/)
})

await step('after a reconnection all is subscribed anew', async () => {
  await kraken.close()
  assert.equal((await kraken.watchTicker(pair)).bid, 50000)
  assert.ok((await kraken.watchBalance()).BTC.total > 10)
})

process.exit(0)
