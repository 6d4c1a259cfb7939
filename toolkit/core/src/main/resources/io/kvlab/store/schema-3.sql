-- Format 3: columns bear the names of exports (RowColumn), and a text of JSON holds what few rows
-- state (Detail), null where there is nothing: what is added to it needs no further format.

ALTER TABLE cell RENAME COLUMN point TO at;

ALTER TABLE example RENAME COLUMN position TO "index";

ALTER TABLE example_row RENAME COLUMN failure TO failed;
ALTER TABLE example_row RENAME COLUMN prompt TO prompt_tokens;
ALTER TABLE example_row RENAME COLUMN kept TO kept_entries;
ALTER TABLE example_row RENAME COLUMN total TO total_entries;
ALTER TABLE example_row RENAME COLUMN bytes TO kv_bytes;
ALTER TABLE example_row RENAME COLUMN prefill TO prefill_s;
ALTER TABLE example_row RENAME COLUMN decode TO decode_s;
ALTER TABLE example_row RENAME COLUMN nll TO nll_sum;
ALTER TABLE example_row RENAME COLUMN kl TO kl_sum;
ALTER TABLE example_row ADD COLUMN details INTEGER;
