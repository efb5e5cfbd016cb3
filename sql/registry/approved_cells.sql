SELECT return_id, sheet_no, excel_row, "values" FROM registry.correction_in_force
WHERE return_id = ANY (CAST(:ids AS bigint[]))
