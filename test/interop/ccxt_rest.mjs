// ccxt by REST: an account's whole life. Nothing is overridden but addresses.
import assert from 'node:assert/strict'
import ccxt from 'ccxt'
import { open_exchange, refusal, secret, step } from './exchange.mjs'

const exchange = await open_exchange()
await exchange.price('50000.0', '50001.0')

async function client () {
  const apiKey = await exchange.key('alice')
  const kraken = new ccxt.kraken({ apiKey, secret, enableRateLimit: false })
  kraken.urls.api.public = kraken.urls.api.private = exchange.rest
  await kraken.loadMarkets()
  return kraken
}

let kraken = await step('markets are loaded', client)
const pair = 'BTC/USD'
const uuid = last => `6d1b345e-2821-40e2-ad83-4ecb18a0687${last}`

await step('markets, currencies and fees are as documented', async () => {
  const market = kraken.market(pair)
  assert.equal(market.id, 'XXBTZUSD')
  assert.equal(market.precision.price, 0.1)
  assert.equal(market.limits.amount.min, 0.00005)
  assert.ok((await kraken.fetchCurrencies()).BTC)
  assert.equal((await kraken.fetchTradingFee(pair)).taker, 0.004)
  assert.equal((await kraken.fetchStatus()).status, 'ok')
  assert.ok(Math.abs(await kraken.fetchTime() - Date.now()) < 5000)
})

await step('tickers, candles, book and trades are read', async () => {
  assert.equal((await kraken.fetchTicker(pair)).bid, 50000)
  const several = await kraken.fetchTickers([pair, 'ETH/BTC', 'DOGE/USD'])
  assert.equal(Object.keys(several).length, 3)
  const candles = await kraken.fetchOHLCV(pair, '1m')
  assert.ok(candles.length > 700 && candles.at(-1)[0] > candles[0][0])
  const book = await kraken.fetchOrderBook(pair, 5)
  assert.deepEqual([book.bids.length, book.asks[0][0]], [5, 50001])
  assert.ok((await kraken.fetchTrades(pair, undefined, 5)).length === 5)
})

const bought = await step('a market order is executed', async () => {
  const { id } = await kraken.createOrder(pair, 'market', 'buy', 0.01)
  const order = await kraken.fetchOrder(id, pair)
  assert.deepEqual([order.status, order.filled, order.average],
    ['closed', 0.01, 50001])
  await kraken.createMarketOrderWithCost(pair, 'buy', 100)
  return order
})

kraken = await client()
const order = (type, side, price, params) =>
  kraken.createOrder(pair, type, side, 0.01, price, params)

await step('every kind of order is taken', async () => {
  await order('limit', 'buy', 50010, { timeInForce: 'IOC' })
  await order('limit', 'buy', 50010, { timeInForce: 'FOK' })
  await order('limit', 'buy', 40000, { timeInForce: 'GTD', expiretm: '+60' })
  await order('limit', 'buy', 40000, { postOnly: true })
  await order('limit', 'buy', 40000, { userref: 42 })
  await order('limit', 'buy', 40000, { clientOrderId: uuid(1) })
  const close = { ordertype: 'limit', price: 60000 }
  await order('limit', 'buy', 40000, { close })
  await order('market', 'sell', undefined, { stopLossPrice: 45000 })
  await order('limit', 'sell', 44000, { stopLossPrice: 45000 })
  await order('market', 'sell', undefined, { takeProfitPrice: 55000 })
  await order('limit', 'sell', 55000, { takeProfitPrice: 55000 })
  await order('market', 'sell', undefined, { trailingAmount: '500' })
  await order('market', 'sell', undefined, { trailingPercent: '2' })
  await order('limit', 'sell', 1,
    { trailingAmount: '500', trailingLimitAmount: 10 })
  await order('iceberg', 'buy', 40000,
    { price: '40000.0', displayvol: '0.001' })
  const checked = await order('limit', 'buy', 40000, { validate: true })
  assert.equal(checked.id, undefined)
  assert.equal((await kraken.fetchOpenOrders(pair)).length, 13)
})

await step('what is refused has the right class of error', async () => {
  const crossing = await refusal(() =>
    order('limit', 'buy', 60000, { postOnly: true }))
  assert.match(crossing.message, /EOrder:Post only order/)
  const poor = await refusal(() =>
    kraken.createOrder(pair, 'limit', 'buy', 1000, 40000))
  assert.equal(poor.constructor.name, 'InsufficientFunds')
  const gone = await refusal(() => kraken.cancelOrder(bought.id))
  assert.equal(gone.constructor.name, 'OrderNotFound')
})

kraken = await client()
await step('orders are edited, and canceled singly or together', async () => {
  const first = await order('limit', 'buy', 40000)
  await kraken.editOrder(first.id, pair, 'limit', 'buy', 0.02, 41000)
  const edited = await kraken.fetchOrder(first.id)
  assert.deepEqual([edited.amount, edited.price], [0.02, 41000])
  await kraken.cancelOrder(first.id)
  await kraken.cancelOrder(undefined, pair, { clientOrderId: uuid(1) })
  await kraken.cancelOrder('42', pair, { userref: 42 })
  const one = await order('limit', 'buy', 40000)
  const two = await order('limit', 'buy', 40000)
  await kraken.cancelOrders([one.id, two.id])
  await kraken.cancelAllOrdersAfter(60000)
  await kraken.cancelAllOrdersAfter(0)
  await kraken.cancelAllOrders()
  assert.equal((await kraken.fetchOpenOrders(pair)).length, 0)
})

kraken = await client()
await step('the history agrees with what was done', async () => {
  const closed = await kraken.fetchClosedOrders(pair)
  assert.ok(closed.some(one => one.id === bought.id && one.status === 'closed'))
  const trades = await kraken.fetchMyTrades(pair)
  const mine = trades.find(one => one.order === bought.id)
  assert.deepEqual([mine.amount, mine.price, mine.takerOrMaker],
    [0.01, 50001, 'taker'])
  const ledger = await kraken.fetchLedger('USD')
  const entry = await kraken.fetchLedgerEntry(ledger[0].id)
  assert.equal(entry.id, ledger[0].id)
  const { BTC } = await kraken.fetchBalance()
  assert.ok(BTC.total > 10.01)
  assert.deepEqual(await kraken.fetchPositions(), [])
})

process.exit(0)
