'use client'

import { useEffect, useRef } from 'react'
import UPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { ChartData } from './assemble-series'
import { needsLogScale, scaleMaximum } from './assemble-series'
import { drawMarkers, drawThresholds, readColors, type ChartColors, type ChartMarker, type ChartThreshold } from './draw-annotations'

export interface LagPlotProps {
  data: ChartData
  windowSeconds: number
  thresholds: readonly ChartThreshold[]
  markers: readonly ChartMarker[]
  /** one CSS colour variable per instance, in the order of `data.instances` */
  colorVariables: readonly string[]
  height: number
  /** repaints when the theme changes */
  theme: string
  /** charts with one key share their cursor */
  syncKey: string
  onHover: (index: number | null) => void
}

/** The canvas only; label, legend and table stand beside it. Loaded apart, because uPlot is needed on few pages. */
export default function LagPlot(props: LagPlotProps) {
  const holder = useRef<HTMLDivElement>(null)
  const latest = useRef(props)
  const plot = useRef<UPlot | null>(null)
  const zoom = useRef<[number, number] | null>(null)
  const log = needsLogScale(props.data)
  const instances = props.data.instances.join(' ')

  useEffect(() => {
    latest.current = props
  })

  useEffect(() => {
    const element = holder.current
    if (element === null) return
    const colors = readColors(element, latest.current.colorVariables)
    const made = new UPlot(buildOptions(latest, zoom, colors, log, element.clientWidth), toAligned(latest.current.data), element)
    plot.current = made
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: latest.current.height }))
    observer.observe(element)
    return () => {
      observer.disconnect()
      made.destroy()
      plot.current = null
    }
  }, [log, instances, props.theme, props.syncKey])

  useEffect(() => {
    zoom.current = null
  }, [props.windowSeconds])

  useEffect(() => {
    plot.current?.setData(toAligned(props.data))
  }, [props.data, props.windowSeconds, props.thresholds, props.markers])

  return <div ref={holder} className="w-full" style={{ height: props.height }} />
}

type Latest = { readonly current: LagPlotProps }

function buildOptions(latest: Latest, zoom: { current: [number, number] | null }, colors: ChartColors, log: boolean, width: number): UPlot.Options {
  const { height, syncKey, data } = latest.current
  const axis = { stroke: colors.text, grid: { stroke: colors.grid, width: 1 }, ticks: { stroke: colors.grid, width: 1, size: 4 }, font: colors.font }
  return {
    width, height,
    legend: { show: false },
    cursor: { sync: { key: syncKey }, points: { size: 6 }, drag: { x: true, y: false } },
    scales: { x: { time: true, range: (u, min, max) => xRange(u, latest.current.windowSeconds, zoom, min, max) }, y: yScale(latest, log) },
    axes: [{ ...axis, space: 64, values: (_u, ticks, _axis, _space, stepSeconds) => ticks.map((tick) => formatTick(tick, stepSeconds)) }, { ...axis, size: 56, values: (_u, ticks) => ticks.map((tick) => (tick === null ? '' : formatLagTick(tick))) }],
    series: [{}, ...data.instances.map((label, index): UPlot.Series => ({ label, stroke: colors.lines[index] ?? colors.text, width: 1.5, spanGaps: false, points: { show: false } }))],
    hooks: {
      drawClear: [],
      draw: [(u) => drawThresholds(u, latest.current.thresholds, colors), (u) => drawMarkers(u, latest.current.markers, colors)],
      setCursor: [(u) => latest.current.onHover(u.cursor.idx ?? null)],
      setSelect: [(u) => rememberZoom(u, zoom)],
      init: [(u) => u.over.addEventListener('dblclick', () => resetZoom(u, zoom))],
    },
  }
}

/** "100 ms", "5 s", "1,000 s": one unit, so that it fits beside the axis. */
function formatLagTick(seconds: number): string {
  return seconds > 0 && seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toLocaleString('en-GB')} s`
}

/** "12:03", with seconds when ticks are close, with the day when they are far apart; in the viewer's zone. */
function formatTick(at: number, stepSeconds: number): string {
  const time: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...(stepSeconds < 60 ? { second: '2-digit' } : {}) }
  return new Date(at * 1000).toLocaleString('en-GB', stepSeconds >= 86_400 ? { day: 'numeric', month: 'short' } : time)
}

function yScale(latest: Latest, log: boolean): UPlot.Scale {
  const top = () => scaleMaximum(latest.current.data, latest.current.thresholds.map((t) => t.seconds))
  return log ? { distr: 3, log: 10, range: () => [0.1, Math.max(100, top())] } : { range: () => [0, top()] }
}

function xRange(u: UPlot, windowSeconds: number, zoom: { current: [number, number] | null }, _min: number, max: number): [number, number] {
  if (zoom.current !== null) return zoom.current
  const newest = u.data[0].at(-1) ?? max ?? Date.now() / 1000
  return [newest - windowSeconds, newest]
}

function rememberZoom(u: UPlot, zoom: { current: [number, number] | null }): void {
  if (u.select.width < 8) return
  zoom.current = [u.posToVal(u.select.left, 'x'), u.posToVal(u.select.left + u.select.width, 'x')]
}

function resetZoom(u: UPlot, zoom: { current: [number, number] | null }): void {
  zoom.current = null
  u.setData(u.data)
}

function toAligned(data: ChartData): UPlot.AlignedData {
  return [data.times, ...data.columns]
}
