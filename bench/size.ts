/** How much is measured. */
export interface Size {
  /** Records of the first loads. */
  readonly contacts: number;
  readonly loyalties: number;
  readonly transactions: number;
  /** Contacts that are loaded to be verified. */
  readonly verified: number;
  /** Loads by the floor and by Passerelle, in turn. */
  readonly pairs: number;
  readonly stops: number;
  /** How long changes are made, and families of records. */
  readonly seconds: number;
}

/** Rows of the sandbox's tables. */
export type Rows = Pick<Size, 'contacts' | 'loyalties' | 'transactions'>;
