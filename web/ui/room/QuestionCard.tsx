import type { RoomQuestion } from './messages';
import './QuestionCard.css';

interface Props {
  question: RoomQuestion | undefined;
  /** Said where the question may not be seen yet. */
  hidden: string;
  /** Shows what a good answer covers, for those who ask. */
  asks: boolean;
}

/** The question, with its hints folded away. */
export function QuestionCard({ question, hidden, asks }: Props) {
  if (!question) return <p class="question-hidden">{hidden}</p>;
  return (
    <div class="question">
      {question.topic !== '' && (
        <p class="question-about">
          {question.topic}
          {question.level !== '' && <span> · {question.level}</span>}
        </p>
      )}
      <p class="question-prompt">{question.prompt}</p>
      {question.hints.length > 0 && (
        <details>
          <summary>{question.hints.length === 1 ? 'A hint' : `${question.hints.length} hints`}</summary>
          <ol class="question-list">
            {question.hints.map((hint) => (
              <li key={hint}>{hint}</li>
            ))}
          </ol>
        </details>
      )}
      {asks && question.points.length > 0 && (
        <details>
          <summary>What a good answer covers</summary>
          <ul class="question-list">
            {question.points.map((point) => (
              <li key={point}>{point}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
