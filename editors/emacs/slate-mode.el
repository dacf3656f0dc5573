;;; slate-mode.el --- Support policies in Slate  -*- lexical-binding: t -*-

;; Version: 0.1
;; Package-Requires: ((emacs "27.1"))
;; Keywords: languages

;;; Commentary:

;; Highlighting and indentation of .sla files, and the language server `slate lsp' through Eglot (M-x eglot).

;;; Code:

;; keywords begin: made by editors/keywords.py
(defconst slate--operators
  '("and" "or" "not" "is" "in" "between" "if" "then" "otherwise" "else" "true" "false" "present"
    "absent" "when" "while" "do" "has" "contains" "untimed"))
(defconst slate--declarations
  '("policy" "use" "currency" "define" "assess" "ticket" "account" "event" "calendar" "holidays"
    "clock" "sla" "plan" "pack" "contract" "contracts" "default" "rule" "workflow" "queue"
    "source" "test"))
(defconst slate--statements
  '("version" "effective" "migrate" "set" "sets" "zone" "open" "closed" "every" "valid" "union"
    "intersect" "easter" "feed" "start" "stop" "restart" "resume" "cancel" "pause" "run"
    "repeats" "changes" "applies" "targets" "except" "escalate" "objective" "fee" "quota"
    "counts" "rollover" "refund" "overdraft" "beyond" "warn" "limit" "accept" "capacity" "draws"
    "covers" "renew" "remind" "override" "where" "order" "notify" "assign" "raise" "lower" "tag"
    "untag" "task" "close" "reopen" "bill" "credit" "draw" "emit" "events" "expect" "cases"
    "replay"))
(defconst slate--parts
  '("after" "as" "at" "before" "by" "during" "ends" "from" "later" "next" "of" "on" "per"
    "round" "starts" "to" "with" "within" "always" "orthodox" "observed" "last" "until"
    "independently" "becomes" "rises" "falls" "most" "least" "for" "team" "role" "unique" "over"
    "breach" "times" "workday" "without" "reject" "defer" "only" "rounded" "up" "end" "since"
    "asc" "desc" "match" "because" "due" "left" "used" "nothing"))
(defconst slate--days
  '("mon" "tue" "wed" "thu" "fri" "sat" "sun"))
;; keywords end

(defvar slate-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?# "<" table)
    (modify-syntax-entry ?\n ">" table)
    (modify-syntax-entry ?\" "\"" table)
    (modify-syntax-entry ?_ "w" table)
    (modify-syntax-entry ?| "." table)
    (modify-syntax-entry ?% "." table)
    table))

(defconst slate--font-lock
  `((,(concat "^\\s-*" (regexp-opt slate--declarations 'words)) . font-lock-keyword-face)
    (,(concat "\\(?:^\\|[{}]\\|  \\)\\s-*" (regexp-opt slate--statements 'words)) 1 font-lock-keyword-face)
    (,(regexp-opt '("true" "false" "present" "absent" "untimed") 'words) . font-lock-constant-face)
    (,(regexp-opt slate--days 'words) . font-lock-constant-face)
    (,(regexp-opt slate--operators 'words) . font-lock-builtin-face)
    (,(regexp-opt slate--parts 'words) . font-lock-builtin-face)
    ("^\\s-*\\(?:calendar\\|holidays\\|clock\\|sla\\|plan\\|pack\\|contract\\|rule\\|queue\\|workflow\\|define\\|assess\\|event\\|source\\)\\s-+\\([a-z][a-z0-9_]*\\)"
     1 font-lock-function-name-face)
    ("\\<[0-9][0-9_.:hms%-]*\\(?: [A-Z]\\{3\\}\\>\\)?" . font-lock-constant-face))
  "What is highlighted, the first that fits.")

(defcustom slate-indent-offset 2
  "Columns for each open brace."
  :type 'integer
  :safe #'integerp
  :group 'slate)

(defun slate-indent-line ()
  "Indent by the braces that are open before the line."
  (interactive)
  (let* ((depth (save-excursion
                  (back-to-indentation)
                  (- (car (syntax-ppss)) (if (looking-at "[})]") 1 0))))
         (column (* slate-indent-offset (max 0 depth)))
         (offset (- (point) (save-excursion (back-to-indentation) (point)))))
    (indent-line-to column)
    (when (> offset 0)
      (forward-char offset))))

;;;###autoload
(define-derived-mode slate-mode prog-mode "Slate"
  "Major mode for support policies in Slate."
  (setq-local comment-start "# ")
  (setq-local comment-start-skip "#+\\s-*")
  (setq-local indent-tabs-mode nil)
  (setq-local indent-line-function #'slate-indent-line)
  (setq-local font-lock-defaults '(slate--font-lock)))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.sla\\'" . slate-mode))

(with-eval-after-load 'eglot
  (defvar eglot-server-programs)
  (add-to-list 'eglot-server-programs '(slate-mode . ("slate" "lsp"))))

(provide 'slate-mode)

;;; slate-mode.el ends here
