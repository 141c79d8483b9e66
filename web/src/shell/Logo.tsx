import { style } from '@react-spectrum/s2/style' with { type: 'macro' };

const logo = style({ display: 'block', size: 28, flexShrink: 0 });

/** A footbridge: "passerelle" in French. */
export function Logo() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={logo}>
      <rect width="32" height="32" rx="8" fill="#3b63fb" />
      <g fill="none" stroke="#fff" strokeWidth="2.4" strokeLinecap="round">
        <path d="M5 21.5h22" />
        <path d="M7 21.5c0-5.5 4-9.5 9-9.5s9 4 9 9.5" />
        <path d="M16 12v9.5M11.2 13.4v8.100M20.8 13.4v8.100" />
      </g>
    </svg>
  );
}
