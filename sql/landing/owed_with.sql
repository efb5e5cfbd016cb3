-- What belongs to a form is owed with it: by the same, for the same periods.
INSERT INTO ref.obligation (agency_id, agency_kind, form_id, frequency, valid_from, valid_to, note)
SELECT o.agency_id, o.agency_kind, f.id, o.frequency, o.valid_from, o.valid_to, o.note
FROM ref.obligation o JOIN ref.form f ON f.part_of = o.form_id
