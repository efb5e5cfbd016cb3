-- Where the annotated copy of a workbook lies, below the folder of returned workbooks.
SELECT detail FROM registry.submission_event
WHERE submission_id = :submission_id AND kind = 'given_back'
ORDER BY id DESC LIMIT 1
