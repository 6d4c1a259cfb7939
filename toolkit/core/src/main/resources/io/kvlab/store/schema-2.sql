-- Format 2: how many entries each layer and KV head kept, as a text (see KeptCounts), null when that
-- was not recorded.

ALTER TABLE example_row ADD COLUMN counts INTEGER;
