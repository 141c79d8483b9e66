import { style } from '@react-spectrum/s2/style' with { type: 'macro' };

/** Column, field, switch, actions; on a narrow screen the two names stand above each other, switch and actions beneath. */
export const fieldColumns = style({
  display: 'grid',
  gridTemplateColumns: {
    default: ['minmax(0, 1fr)', 'auto'],
    md: ['minmax(0, 1fr)', 'minmax(0, 1fr)', '12rem', '5.5rem'],
    lg: ['minmax(0, 1fr)', 'minmax(0, 1fr)', '14rem', '6rem'],
  },
  columnGap: 16,
  rowGap: 4,
  alignItems: 'center',
});

export const fieldRow = style({
  paddingX: { default: 16, md: 24 },
  paddingY: 8,
  borderWidth: 0,
  borderTopWidth: { default: 1, ':first-child': 0 },
  borderStyle: 'solid',
  borderColor: 'gray-200',
});

/** A name takes the whole line on a narrow screen. */
export const nameCell = style({
  gridColumnStart: { default: 1, md: 'auto' },
  gridColumnEnd: { default: -1, md: 'auto' },
  minWidth: 0,
});
