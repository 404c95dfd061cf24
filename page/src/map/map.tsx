// The map: rates as fills with fixed steps, amounts as circles by area. The table says the same in text.
import type { ComponentChildren } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { UnitRow } from "../../generated/proto/view_pb";
import { type Colour, type Level, MEASURES, type Measure } from "../address";
import { type Row, amountOf, rateOf } from "../answer";
import { Kept } from "../kept";
import { percentText } from "../numbers";
import { RATE_STEPS, circleRadius, rateStep } from "../rates";
import type { Reader } from "../reader";
import { type Frame, type Place, namesWithRoom } from "./names";
import { type Country, HEIGHT, type Shape, WIDTH, countryOf, fetchTopology } from "./shapes";

const INSET = { x: 356, y: 8, scale: 3 };
const WHOLE: Frame = { x: 0, y: 0, width: WIDTH, height: HEIGHT };
const GREATEST_RADIUS = 22;
const NAME_PIXELS = 11.5;

const isMeasure = (colour: Colour): colour is Measure => (MEASURES as readonly Colour[]).includes(colour);

// The class of the fill of a unit.
function fillOf(row: Row | undefined, colour: Colour): string {
  if (row?.record === undefined) return "no-record";
  if (isMeasure(colour)) return "land";
  const rate = rateOf(row.record, colour);
  return rate === undefined ? "no-rate" : `rate-${rateStep(BigInt(rate.numerator), BigInt(rate.denominator))}`;
}

// How the units are filled: the class of each, and what is said of it.
export interface Paint {
  classOf: (unit: string) => string;
  textOf: (unit: string) => string;
  title: string;
  legend: ComponentChildren;
}

interface MapProps {
  reader: Reader;
  rows: ReadonlyMap<string, Row>;
  colour: Colour;
  paint: Paint;
  picked: string | undefined;
  hovered: string | undefined;
  hover: (unit: string | undefined) => void;
  pick: (unit: string) => void;
}

function valueText(reader: Reader, row: Row | undefined, colour: Colour): string {
  if (row?.record === undefined) return reader.say("noRecord");
  if (isMeasure(colour)) return `${reader.millions(amountOf(row.record, colour) ?? 0n)} ${reader.million}`;
  const rate = rateOf(row.record, colour);
  return rate === undefined ? reader.say("noRate") : percentText(reader.language, rate.percent);
}

function Shapes({ reader, paint, picked, hovered, hover, pick, country, shapes }: MapProps & { country: Country; shapes: readonly Shape[] }) {
  const marked = shapes.filter(({ unit }) => unit === picked || unit === hovered);
  const classes = shapes.map(({ unit }) => paint.classOf(unit));
  // What is said of a unit is only seen while the pointer is on it.
  const said = hovered && `${reader.unitName(hovered)}: ${paint.textOf(hovered)}`;
  return (
    <Kept of={[shapes, country, classes, marked, said, hover, pick]} draw={() => (
      <>
        {shapes.map(({ unit, path }, index) => (
          <path key={unit} d={path} class={classes[index]} data-unit={unit}
            onMouseEnter={() => hover(unit)} onMouseLeave={() => hover(undefined)} onClick={() => pick(unit)}>
            {unit === hovered && <title>{said}</title>}
          </path>
        ))}
        <path class="inner-border" d={country.inner} />
        <path class="outer-border" d={country.outer} />
        {marked.map(({ unit, path }) => <path key={unit} class="marked" d={path} />)}
      </>
    )} />
  );
}

function Circles({ rows, colour, shapes, scale }: { rows: MapProps["rows"]; colour: Colour; shapes: Shape[]; scale: number }) {
  if (!isMeasure(colour)) return null;
  const amountIn = (unit: string): bigint => {
    const record = rows.get(unit)?.record;
    return (record && amountOf(record, colour)) ?? 0n;
  };
  const greatest = shapes.reduce((most, { unit }) => (amountIn(unit) > most ? amountIn(unit) : most), 0n);
  return (
    <>
      {shapes.map(({ unit, centre: [x, y] }) => (
        <circle key={unit} class="amount-circle" cx={x} cy={y} r={circleRadius(amountIn(unit), greatest, GREATEST_RADIUS) / scale} />
      ))}
    </>
  );
}

const isIn = ({ x, y, width, height }: Country["delta"], [left, top]: [number, number]): boolean =>
  left >= x && left <= x + width && top >= y && top <= y + height;

function Names({ places, size, frame, paint, occupied = [] }: {
  places: Place[];
  size: number;
  frame: Frame;
  paint: Paint;
  occupied?: readonly Frame[];
}) {
  const classes = places.map(({ unit }) => paint.classOf(unit));
  return (
    <Kept of={[places, size, frame, occupied, classes]} draw={() => (
      <g class="names" font-size={size} stroke-width={size / 5}>
        {namesWithRoom(places, size, frame, occupied).map(({ unit, name, centre: [x, y] }) => (
          <text key={unit} x={x} y={y} dy="0.35em" class={`on-${paint.classOf(unit)}`}>{name}</text>
        ))}
      </g>
    )} />
  );
}

// The Red River Delta, three times as large, in the empty sea.
function Inset({ country, size, ...props }: MapProps & { country: Country; size: number }) {
  const { delta } = country;
  const [width, height] = [delta.width * INSET.scale, delta.height * INSET.scale];
  const places = country.shapes.filter(({ centre }) => isIn(delta, centre)).map(({ unit, area, centre: [x, y] }): Place => ({
    unit, area, name: props.reader.unitName(unit),
    centre: [INSET.x + (x - delta.x) * INSET.scale, INSET.y + (y - delta.y) * INSET.scale],
  }));
  return (
    <g class="inset">
      <clipPath id="inset-clip"><rect x={INSET.x} y={INSET.y} width={width} height={height} /></clipPath>
      <path class="lead" d={`M${delta.x + delta.width},${delta.y}L${INSET.x},${INSET.y}M${delta.x + delta.width},${delta.y + delta.height}L${INSET.x},${INSET.y + height}`} />
      <rect class="sea" x={INSET.x} y={INSET.y} width={width} height={height} />
      <g clip-path="url(#inset-clip)">
        <g transform={`translate(${INSET.x},${INSET.y})scale(${INSET.scale})translate(${-delta.x},${-delta.y})`}>
          <Shapes {...props} country={country} shapes={country.inDelta} />
          <Circles rows={props.rows} colour={props.colour} shapes={country.shapes} scale={INSET.scale} />
        </g>
        <Names places={places} size={size} frame={{ ...INSET, width, height }} paint={props.paint} />
      </g>
      <rect class="frame" x={INSET.x} y={INSET.y} width={width} height={height} />
      <rect class="frame" x={delta.x} y={delta.y} width={delta.width} height={delta.height} />
      <text class="caption" x={INSET.x + width} y={INSET.y + height + size * 1.2} text-anchor="end" font-size={size}>
        {props.reader.say("redRiverDelta")} ×{INSET.scale}
      </text>
    </g>
  );
}

const ARCHIPELAGO_LABELS = { "Hoàng Sa": "hoangSa", "Trường Sa": "truongSa" } as const;

function Islands({ reader, paint, country, size, pick }: MapProps & { country: Country; size: number }) {
  const archipelagos = Object.entries(ARCHIPELAGO_LABELS);
  return (
    <g class="islands">
      {country.islands.map(({ unit, at: [x, y] }, index) => (
        <circle key={index} cx={x} cy={y} r={3} class={paint.classOf(unit)} onClick={() => unit !== "" && pick(unit)} />
      ))}
      {archipelagos.map(([name, label]) => {
        const points = country.islands.filter(({ archipelago }) => archipelago === name).map(({ at }) => at);
        const x = Math.min(Math.max(...points.map(([left]) => left)), WIDTH - 4);
        const y = Math.min(...points.map(([, top]) => top)) - size * 0.9;
        return <text key={name} class="caption" x={x} y={y} text-anchor="end" font-size={size}>{reader.say(label)}</text>;
      })}
    </g>
  );
}

function Legend({ reader, colour, hasNoRate, hasOver }: { reader: Reader; colour: Colour; hasNoRate: boolean; hasOver: boolean }) {
  return (
    <>
      {isMeasure(colour)
        ? <p><i class="swatch circle" />{reader.say("areaByAmount")}</p>
        : (
          <ol class="steps">
            {RATE_STEPS.map((percent, step) => (
              <li key={percent}><i class={`swatch rate-${step}`} />{percent === 0 ? "0" : `≤${percent}`}</li>
            ))}
            <li class="percent">%</li>
          </ol>
        )}
      {hasOver && <p><i class="swatch rate-over" />{reader.say("over100")}</p>}
      <p><i class="swatch no-record" />{reader.say("noRecord")}</p>
      {hasNoRate && <p><i class="swatch no-rate" />{reader.say("noRate")}</p>}
    </>
  );
}

// Where the legend stands, in the units of the drawing; a drawing is in the middle of its element.
function legendIn(element: HTMLElement, scale: number): Frame | undefined {
  const legend = element.querySelector(".legend")?.getBoundingClientRect();
  if (legend === undefined) return undefined;
  const box = element.getBoundingClientRect();
  const [left, top] = [(box.width - WIDTH * scale) / 2, (box.height - HEIGHT * scale) / 2];
  return {
    x: (legend.left - box.left - left) / scale, y: (legend.top - box.top - top) / scale,
    width: legend.width / scale, height: legend.height / scale,
  };
}

// The size of the names in the units of the drawing, so that they are as large on every screen, and where they cannot be.
function useNameSize(): [{ current: HTMLDivElement | null }, number, Frame[]] {
  const frame = useRef<HTMLDivElement>(null);
  const [{ scale, legend }, setMeasured] = useState<{ scale: number; legend?: Frame | undefined }>({ scale: 1 });
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      const now = Math.min(element.clientWidth / WIDTH, element.clientHeight / HEIGHT) || 1;
      setMeasured({ scale: now, legend: legendIn(element, now) });
    });
    observer.observe(element);
    // The legend grows with what is on the map.
    const legend = element.querySelector(".legend");
    if (legend !== null) observer.observe(legend);
    return () => observer.disconnect();
  }, []);
  return [frame, NAME_PIXELS / scale, legend === undefined ? [] : [legend]];
}

function paintOf(reader: Reader, rows: MapProps["rows"], colour: Colour): Paint {
  const fills = new Set([...rows.values()].map((row) => fillOf(row, colour)));
  return {
    classOf: (unit) => fillOf(rows.get(unit), colour),
    textOf: (unit) => valueText(reader, rows.get(unit), colour),
    title: reader.say(colour),
    legend: <Legend reader={reader} colour={colour} hasNoRate={fills.has("no-rate")} hasOver={fills.has("rate-over")} />,
  };
}

// paint  absent: by the colour that is asked for.
export function CountryMap({ units, level, paint, ...given }: Omit<MapProps, "paint"> & {
  units: readonly UnitRow[];
  level: Level;
  paint?: Paint;
}) {
  const props: MapProps = { ...given, paint: paint ?? paintOf(given.reader, given.rows, given.colour) };
  const [topology, setTopology] = useState<Awaited<ReturnType<typeof fetchTopology>> | undefined>(undefined);
  const [frame, size, occupied] = useNameSize();
  useEffect(() => void fetchTopology().then(setTopology, () => undefined), []);
  const country = useMemo(() => topology && countryOf(topology, units, level), [topology, units, level]);
  const { reader, rows, colour } = props;
  const places = (country?.shapes ?? [])
    .filter(({ centre }) => level === "regions" || (country !== undefined && !isIn(country.delta, centre)))
    .map(({ unit, centre, area }): Place => ({ unit, centre, area, name: reader.unitName(unit) }));
  return (
    <div class="map" ref={frame}>
      {country?.shapes.length === 0 && <p class="note">{reader.say("noShapes")}</p>}
      {country !== undefined && country.shapes.length > 0 && (
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${reader.say("map")}: ${props.paint.title}`}>
          <defs>
            <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <rect width="6" height="6" class="hatch-ground" /><path d="M0 0V6" class="hatch-line" />
            </pattern>
            <pattern id="dots" width="6" height="6" patternUnits="userSpaceOnUse">
              <rect width="6" height="6" class="hatch-ground" /><circle cx="3" cy="3" r="0.9" class="hatch-dot" />
            </pattern>
          </defs>
          <Shapes {...props} country={country} shapes={country.shapes} />
          <Circles rows={rows} colour={colour} shapes={country.shapes} scale={1} />
          <Names places={places} size={size} frame={WHOLE} paint={props.paint} occupied={occupied} />
          {level === "provinces" && <Inset {...props} country={country} size={size} />}
          <Islands {...props} country={country} size={size} />
        </svg>
      )}
      <div class="legend" hidden={country?.shapes.length === 0}><b>{props.paint.title}</b>{props.paint.legend}</div>
    </div>
  );
}

