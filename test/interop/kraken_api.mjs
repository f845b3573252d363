// kraken-api: posts even its public questions, as forms, and wants no words
// but those of the documents.
import assert from 'node:assert/strict'
import KrakenClient from 'kraken-api'
import { open_exchange, refusal, secret, step } from './exchange.mjs'

const exchange = await open_exchange()
await exchange.price('50000.0', '50001.0')
const kraken = new KrakenClient(await exchange.key('alice'), secret,
  { url: exchange.rest })

await step('public questions are answered when they are posted', async () => {
  for (const method of ['Time', 'Assets', 'AssetPairs'])
    assert.deepEqual((await kraken.api(method)).error, [])
  for (const method of ['Ticker', 'Depth', 'Trades', 'Spread', 'OHLC']) {
    const { result } = await kraken.api(method, { pair: 'XBTUSD' })
    assert.ok(result.XXBTZUSD, method)
  }
})

await step('an order is placed, looked up and canceled', async () => {
  const { result } = await kraken.api('AddOrder', {
    pair: 'XBTUSD', type: 'buy', ordertype: 'limit', price: 40000, volume: 0.01,
    close: { ordertype: 'stop-loss', price: 39000 }
  })
  const [txid] = result.txid
  assert.equal(result.descr.close, 'close position @ stop loss 39000.0')
  const found = await kraken.api('QueryOrders', { txid })
  assert.equal(found.result[txid].status, 'open')
  assert.equal((await kraken.api('CancelOrder', { txid })).result.count, 1)
})

await step('balances, history and ledgers are told', async () => {
  await kraken.api('AddOrder',
    { pair: 'XBTUSD', type: 'buy', ordertype: 'market', volume: 0.01 })
  const { result } = await kraken.api('Balance')
  assert.equal(result.XXBT, '10.0100000000')
  const { trades, count } = (await kraken.api('TradesHistory')).result
  assert.equal(count, 1)
  const [id] = Object.keys(trades)
  assert.equal((await kraken.api('QueryTrades', { txid: id })).result[id].pair,
    'XXBTZUSD')
  for (const method of ['TradeBalance', 'OpenOrders', 'ClosedOrders',
    'OpenPositions', 'Ledgers'])
    assert.deepEqual((await kraken.api(method)).error, [], method)
  const volume = await kraken.api('TradeVolume', { pair: 'XBTUSD' })
  assert.equal(volume.result.fees.XXBTZUSD.fee, '0.4000')
})

await step('a refusal carries the words of Kraken', async () => {
  const unknown = await refusal(() => kraken.api('Ticker', { pair: 'NIX' }))
  assert.equal(unknown.message, 'Query:Unknown asset pair')
  const stranger = new KrakenClient('nobody', secret, { url: exchange.rest })
  const denied = await refusal(() => stranger.api('Balance'))
  assert.equal(denied.message, 'API:Invalid key')
})

process.exit(0)
