// A word that can be changed: a native select over the text that is shown.
import { Icon } from "./icons";

export interface Option {
  value: string;
  text: string;
}

export function Choice({ label, value, shown, options, onChange }: {
  label: string;
  value: string;
  shown: string;
  options: Option[];
  onChange: (value: string) => void;
}) {
  return (
    <span class="choice">
      <span class="choice-shown" aria-hidden="true">{shown}<Icon name="down" /></span>
      <select aria-label={label} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map((option) => <option key={option.value} value={option.value}>{option.text}</option>)}
      </select>
    </span>
  );
}

export function Segments<T extends string>({ label, value, options, onChange }: {
  label: string;
  value: T;
  options: { value: T; text: string }[];
  onChange: (value: T) => void;
}) {
  return (
    <span class="segments" role="group" aria-label={label}>
      {options.map((option) => (
        <button key={option.value} type="button" aria-pressed={option.value === value} onClick={() => onChange(option.value)}>
          {option.text}
        </button>
      ))}
    </span>
  );
}
