// Draws the charts of a page from the data its elements carry. Every chart has a table beside it.
"use strict";
const STYLE = getComputedStyle(document.documentElement);
const colour = (name) => STYLE.getPropertyValue(`--${name}`).trim();
const INK = colour("ink");
const FONT = getComputedStyle(document.body).fontFamily; // by its names: labels are measured before they are drawn

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
  const one = { xAxis: 1, lineStyle: { type: "dashed", width: 1 } };
  const whiskers = data.values.map((v, n) => [{ coord: [Math.max(v[1], least), n] }, { coord: [Math.max(v[2], least), n] }]);
  return {
    grid: { left: 8, right: 32, top: 8, bottom: 8, containLabel: true },
    xAxis: { type: "log", logBase: data.least ? 2 : 10, min: least, axisLabel: { hideOverlap: true } },
    yAxis: { type: "category", data: data.names, inverse: true, axisLabel: { width: Math.min(340, 0.4 * width), overflow: "truncate" } },
    series: [
      { type: "scatter", symbolSize: 11, data: data.values.map((v, n) => point(v[0], n, least, data.signs?.[n])),
        markLine: { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: INK, type: "solid", width: 2 }, data: [one, ...whiskers] } },
    ],
  };
}

// Lines told apart by their marks as well as by colour; a baseline is dashed. `down`: the more, the lower (audiograms).
const MARKS = ["circle", "rect", "triangle", "diamond"];
function courses(data) {
  const hues = ["brand", "rejected", "held", "accepted"].map(colour);
  const half = data.series.some((each) => each.dashed) ? data.series.length / 2 : data.series.length;
  return {
    legend: { bottom: 0, type: "scroll" },
    tooltip: { trigger: "axis" },
    grid: { left: 8, right: 24, top: 16, bottom: 40, containLabel: true },
    xAxis: { type: "category", data: data.names, axisLabel: { hideOverlap: true } },
    yAxis: { type: "value", inverse: data.down, scale: true },
    series: data.series.map((each, n) => ({
      type: "line", name: each.name, data: each.values, connectNulls: true, symbol: MARKS[n % 4], symbolSize: 9,
      itemStyle: { color: hues[n % half % 4] }, lineStyle: { color: hues[n % half % 4], type: each.dashed ? "dashed" : "solid" },
    })),
  };
}

// Months: bars of what was found, a dashed line of what was expected; the window that is judged is shaded.
function months(data) {
  const shade = { silent: true, itemStyle: { color: colour("low") }, label: { color: colour("soft"), position: "insideTop" } };
  return {
    legend: { bottom: 0 },
    grid: { left: 8, right: 24, top: 16, bottom: 40, containLabel: true },
    xAxis: { type: "category", data: data.names, axisLabel: { hideOverlap: true } },
    yAxis: { type: "value", minInterval: 1 },
    series: [
      { type: "bar", name: data.observed.name, data: data.observed.values, itemStyle: { color: colour("brand") }, barMaxWidth: 18,
        markArea: { ...shade, data: [[{ name: data.window, xAxis: data.begins }, { xAxis: data.names.length - 1 }]] } },
      { type: "line", name: data.expected.name, data: data.expected.values, symbol: "none", step: "middle",
        itemStyle: { color: colour("rejected") }, lineStyle: { color: colour("rejected"), type: "dashed", width: 2 } },
    ],
  };
}

// Months of this year as a line with marks, those of the last one dashed.
function years(data) {
  const shape = (n) => (n ? { symbol: "none", lineStyle: { color: colour("soft"), type: "dashed" }, itemStyle: { color: colour("soft") } }
    : { symbol: "circle", symbolSize: 8, lineStyle: { color: colour("brand"), width: 3 }, itemStyle: { color: colour("brand") } });
  return {
    legend: { bottom: 0 },
    grid: { left: 8, right: 16, top: 12, bottom: 36, containLabel: true },
    xAxis: { type: "category", data: data.names, axisLabel: { hideOverlap: true } },
    yAxis: { type: "value", minInterval: 1 },
    series: data.series.map((each, n) => ({ type: "line", name: each.name, data: each.values, ...shape(n) })),
  };
}

function bars(data, width) {
  return {
    grid: { left: 8, right: 56, top: 8, bottom: 8, containLabel: true },
    xAxis: { type: "value", minInterval: 1, axisLabel: { hideOverlap: true } },
    yAxis: { type: "category", data: data.names, inverse: true, axisLabel: { width: Math.min(260, 0.4 * width), overflow: "truncate" } },
    series: [{ type: "bar", data: data.values, barMaxWidth: 20, itemStyle: { color: colour("brand") }, label: { show: true, position: "right", color: INK } }],
  };
}

const KINDS = { stack, ratio, courses, months, years, bars };
function draw(element) {
  const data = JSON.parse(element.dataset.chart);
  element.style.height = `${element.dataset.height}px`;
  const chart = window.echarts.init(element, null, { renderer: "svg" });
  const fit = () => {
    const option = KINDS[data.kind](data, element.clientWidth);
    for (const axis of ["xAxis", "yAxis"]) if (option[axis]) option[axis].axisLabel = { color: INK, ...option[axis].axisLabel };
    if (option.legend) option.legend.textStyle = { color: INK };
    chart.setOption({ animation: false, textStyle: { fontFamily: FONT, color: INK }, ...option });
    chart.resize();
  };
  new ResizeObserver(fit).observe(element); // which tells of the first size too
}

for (const element of document.querySelectorAll("[data-chart]")) draw(element);
