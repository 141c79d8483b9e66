import { style } from '@react-spectrum/s2/style' with { type: 'macro' };

/** The table's columns; on a narrow screen name and actions share a line, backlog and status the next. */
export const columns = style({
  display: 'grid',
  gridTemplateColumns: {
    default: ['minmax(0, 1fr)', 'auto'],
    md: ['minmax(0, 1fr)', '6rem', '14rem', '12rem'],
    lg: ['minmax(0, 1fr)', '7rem', '16rem', '13rem'],
  },
  columnGap: { default: 16, md: 24 },
  rowGap: 12,
  alignItems: 'center',
});
