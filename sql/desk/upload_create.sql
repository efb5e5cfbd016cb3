-- Remember on whose page a workbook was sent; sending it again is one more row.
INSERT INTO registry.upload (submission_id, agency_id, period_key, file_name, actor)
VALUES (:submission_id, :agency_id, :period_key, :file_name, :actor)
RETURNING id
