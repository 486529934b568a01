/** A file that a person has sent for a run, as the store keeps it; its content is a blob. */
export interface UploadRecord {
  readonly id: string;
  readonly name: string;
  /** Bytes that it is to have. */
  readonly size: number;
  readonly createdBy: string | null;
  /** ms since epoch. */
  readonly createdAt: number;
  /** ms since epoch; it is removed then. */
  readonly keepUntil: number;
  /** All of its bytes have come. */
  readonly whole: boolean;
}

export interface UploadReads {
  upload(id: string): Promise<UploadRecord | undefined>;
  /** Ids of those that are to be kept no longer, at most `limit`. */
  uploadsOver(now: number, limit: number): Promise<readonly string[]>;
}

export interface UploadTx {
  insertUpload(upload: UploadRecord): Promise<void>;
  setUploadWhole(id: string): Promise<void>;
  /** Keeps a whole file until then, if it would not be kept as long; tells whether there is one. */
  keepUpload(id: string, until: number): Promise<boolean>;
  /** Deletes it if it is to be kept no longer; tells whether it did. */
  deleteUploadOver(id: string, now: number): Promise<boolean>;
}
