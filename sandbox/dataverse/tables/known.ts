import { guidOf } from '../guid.js';

/** Rows that other rows point to; the same in every environment, whatever the seed. */
const accounts = 500;
const people = 5;
const series = { account: 101, user: 102, currency: 103, organization: 104 };

export const accountIds: readonly string[] = Array.from({ length: accounts }, (_, index) =>
  guidOf(index, series.account),
);

export const userIds = {
  /** The application user behind the client's tokens: what WhoAmI tells. */
  application: guidOf(0, series.user),
  people: Array.from({ length: people }, (_, index) => guidOf(index + 1, series.user)),
  euro: guidOf(0, series.currency),
};

export const organizationId = guidOf(0, series.organization);
export const businessUnitId = guidOf(1, series.organization);
