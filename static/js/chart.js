// How does a figure become a plot? Each [data-chart] holds JSON {type, unit, series: [{name, tone}], rows: [{label, cells: [{value, url}]}]}
// (written by _chart.html, which also prints the same rows as a table). A click on a bar or a point opens the list behind it.

const still = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");

function palette() {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: colour("ink"), quiet: colour("ink-2"), line: colour("line"), edge: colour("edge"), surface: colour("surface"),
    tones: { late: colour("late"), soon: colour("soon-bar"), done: colour("done"), "": colour("accent"), quiet: colour("edge") },
    font: getComputedStyle(document.body).fontFamily, size: parseFloat(style.fontSize) * 0.875,
  };
}

function options(chart, narrow) {
  const { ink, quiet, line, edge, surface, tones, font, size } = palette();
  const text = { color: quiet, fontFamily: font, fontSize: size };
  const flat = chart.type === "bar" && chart.rows.some((row) => row.label.length > 4) && chart.rows.length > 4 && !chart.upright;
  const labels = {
    type: "category", data: chart.rows.map((row) => row.label), inverse: flat, axisTick: { show: false }, axisLine: { lineStyle: { color: edge } }, triggerEvent: false,
    axisLabel: { ...text, hideOverlap: !flat, interval: flat ? 0 : "auto", ...(flat && { width: narrow ? 96 : 150, overflow: "truncate" }) },
  };
  const values = { type: "value", minInterval: chart.whole === false ? 0 : 1, splitNumber: 4, axisLabel: text, splitLine: { lineStyle: { color: line } } };
  return {
    animation: !still.matches, animationDuration: 250, textStyle: { fontFamily: font, color: ink },
    aria: { enabled: false },
    grid: { left: 4, right: flat ? 40 : 12, top: chart.series.length > 1 ? 36 : 12, bottom: 4, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    legend: { show: chart.series.length > 1, left: 0, top: 0, icon: "rect", itemWidth: 12, itemHeight: 12, textStyle: { ...text, color: ink } },
    // Rich text is drawn on the canvas: the usual HTML tooltip needs inline styles, which the content policy refuses.
    tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: chart.type === "bar" ? "shadow" : "line" }, backgroundColor: surface, borderColor: edge, textStyle: { ...text, color: ink }, valueFormatter: (value) => `${value ?? "–"}${chart.unit ? ` ${chart.unit}` : ""}` },
    xAxis: flat ? values : labels, yAxis: flat ? labels : values,
    series: chart.series.map((series, index) => ({
      type: chart.type, name: series.name, stack: chart.stacked ? "all" : undefined, barMaxWidth: 22, symbolSize: 7, lineStyle: { width: 2 },
      cursor: "pointer", itemStyle: { color: tones[series.tone ?? (index ? "quiet" : "")] },
      label: { show: flat && !chart.stacked && chart.series.length === 1, position: "right", ...text, color: ink },
      data: chart.rows.map((row) => row.cells[index].value),
    })),
  };
}

function draw(figure) {
  const chart = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
  const place = figure.querySelector(".plot");
  place.hidden = false;
  place.textContent = "";
  const plot = echarts.init(place, null, { renderer: "canvas" });
  const paint = () => plot.setOption(options(chart, place.clientWidth < 480), true);
  paint();
  plot.on("click", ({ dataIndex, seriesIndex }) => {
    const { url } = chart.rows[dataIndex].cells[seriesIndex];
    if (url) location.assign(url);
  });
  new ResizeObserver(() => { plot.resize(); paint(); }).observe(place);
  dark.addEventListener("change", paint);
  figure.querySelector("details")?.removeAttribute("open");
}

document.querySelectorAll("[data-chart]").forEach(draw);
document.addEventListener("htmx:load", (event) => event.detail.elt.querySelectorAll?.("[data-chart] .plot:empty").forEach((plot) => draw(plot.closest("[data-chart]"))));

// On the wall nobody presses a key: the figures come anew every five minutes.
if (document.documentElement.classList.contains("is-wall")) setTimeout(() => location.reload(), 300_000);
