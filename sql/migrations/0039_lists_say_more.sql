-- A list may say more of its members than their names: which further columns its file has.
ALTER TABLE ref.reference_list ADD COLUMN says text NOT NULL DEFAULT '';
