// Draws the charts of a page from the data its elements carry. Every chart has a table beside it.
"use strict";
const STYLE = getComputedStyle(document.documentElement);
const colour = (name) => STYLE.getPropertyValue(`--${name}`).trim();
const INK = colour("ink");

function stack(data) {
  return {
    legend: { bottom: 0 },
    grid: { left: 8, right: 24, top: 8, bottom: 36, containLabel: true },
    xAxis: { type: "value", axisLabel: { hideOverlap: true } },
    yAxis: { type: "category", data: data.names, inverse: true },
    series: data.series.map((each) => ({
      type: "bar", stack: "rows", name: each.name, data: each.values, itemStyle: { color: colour(each.key) }, barMaxWidth: 24,
    })),
  };
}

// Of a sign: shape, turn and colour, so that none of them has to be told by itself.
const SIGNS = { above: ["triangle", 0, colour("rejected")], below: ["triangle", 180, colour("brand")], within: ["circle", 0, INK] };

function point(value, n, least, sign) {
  const [symbol, symbolRotate, color] = sign ? SIGNS[sign] : ["circle", 0, colour("rejected")];
  return { value: [Math.max(value, least), n], symbol, symbolRotate, itemStyle: { color } };
}

function ratio(data, width) {
  const least = data.least ?? 0.5;
  const whisker = (params, api) => {
    const [low, high] = [api.coord([api.value(1), api.value(0)]), api.coord([api.value(2), api.value(0)])];
    return { type: "line", shape: { x1: low[0], y1: low[1], x2: high[0], y2: high[1] }, style: { stroke: INK, lineWidth: 2 } };
  };
  return {
    grid: { left: 8, right: 32, top: 8, bottom: 8, containLabel: true },
    xAxis: { type: "log", logBase: data.least ? 2 : 10, min: least, axisLabel: { hideOverlap: true } },
    yAxis: { type: "category", data: data.names, inverse: true, axisLabel: { width: Math.min(340, 0.4 * width), overflow: "truncate" } },
    series: [
      { type: "custom", renderItem: whisker, data: data.values.map((v, n) => [n, Math.max(v[1], least), Math.max(v[2], least)]), encode: { x: [1, 2], y: 0 } },
      { type: "scatter", symbolSize: 11, data: data.values.map((v, n) => point(v[0], n, least, data.signs?.[n])),
        markLine: { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: INK, type: "dashed" }, data: [{ xAxis: 1 }] } },
    ],
  };
}

function draw(element) {
  const data = JSON.parse(element.dataset.chart);
  element.style.height = `${element.dataset.height}px`;
  const chart = window.echarts.init(element, null, { renderer: "svg" });
  chart.setOption({ animation: false, textStyle: { fontFamily: "inherit", color: INK }, ...(data.kind === "stack" ? stack(data) : ratio(data, element.clientWidth)) });
  new ResizeObserver(() => chart.resize()).observe(element);
}

for (const element of document.querySelectorAll("[data-chart]")) draw(element);
