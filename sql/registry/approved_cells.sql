SELECT return_id, excel_row, "values" FROM registry.correction_in_force
WHERE return_id = ANY (CAST(:ids AS bigint[]))
