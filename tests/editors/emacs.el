;;; What Emacs makes of a policy: the faces of some words, the layout after an indentation of all lines, as lines into OUT.
(require 'slate-mode)
(let ((inhibit-message t) (lines nil))
  (find-file (getenv "POLICY"))
  (font-lock-ensure)
  (push (format "mode %s %s" major-mode comment-start) lines)
  (dolist (pattern '("^sla" "^  \\(respond\\)" "\\<within\\>" "\\<when\\>" "30m" "\"Europe" "# hours" "## a doc"
                     "^  \\(escalate\\)" "2026-03-02" "contains" "350 UAH" "\\<fri\\>"))
    (goto-char (point-min))
    (re-search-forward pattern)
    (push (format "%s %s" pattern (get-text-property (or (match-beginning 1) (match-beginning 0)) 'face)) lines))
  (let ((before (buffer-string)))
    (indent-region (point-min) (point-max))
    (push (if (string= before (buffer-string)) "indentation stays" "indentation changes") lines))
  (set-buffer-modified-p nil)
  (with-temp-file (getenv "OUT")
    (insert (mapconcat #'identity (nreverse lines) "\n") "\n")))
;;; emacs.el ends here
