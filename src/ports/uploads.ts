/** A file that a person has sent for a run, as the store keeps it; its content is a blob. */
export interface UploadRecord {
  readonly id: string;
  readonly name: string;
  /** Bytes that it is to have. */
  readonly size: number;
  readonly createdBy: string | null;
  /** ms since epoch. */
  readonly createdAt: number;
  /** ms since epoch; it is not removed before. */
  readonly keepUntil: number;
  /** All of its bytes have come. */
  readonly whole: boolean;
}

/** What a file is needed by: runs that name it, with their dead letters, and what is to make runs that name it. */
export interface UploadNeed {
  /** A run has not ended, a letter is open, a schedule is there, or a backfill or a bulk job is at work or paused. */
  readonly needed: boolean;
  /** When the last of the others ended, ms since epoch; null: there are none. */
  readonly endedAt: number | null;
}

export interface UploadReads {
  upload(id: string): Promise<UploadRecord | undefined>;
  /** Ids of those whose time is over, at most `limit`, the longest over first. */
  uploadsOver(now: number, limit: number): Promise<readonly string[]>;
  uploadNeed(id: string): Promise<UploadNeed>;
}

export interface UploadTx {
  insertUpload(upload: UploadRecord): Promise<void>;
  setUploadWhole(id: string): Promise<void>;
  /** Keeps a whole file until then, if it would not be kept as long; tells whether there is one. */
  keepUpload(id: string, until: number): Promise<boolean>;
  /** The run names the file. */
  insertUploadUse(id: string, runSeq: number): Promise<void>;
  /** Deletes it if its time is over; tells whether it did. */
  deleteUploadOver(id: string, now: number): Promise<boolean>;
}
